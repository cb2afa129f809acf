import type { Action } from "../../src/domain/action.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { setMemoryLimit } from "../../src/remediation/actions/set-memory-limit.ts";
import { memoryCase } from "../remediation/support/memory-case.ts";

const MI = 2 ** 20;

/** A raise of the limit of 100Mi of the container to 200Mi. */
export const raise = (object: KubernetesObject): Action => {
  const action = setMemoryLimit({
    object,
    memory: memoryCase(),
    target: { bytes: 200 * MI, basis: "test", basisKind: "doubled" },
    trail: { incidentId: "i", attemptNumber: 1 },
    longestRunSeconds: 1,
    settings: { verifySoakSeconds: 60, verifySoakMaxSeconds: 1800 },
  });
  if (action === undefined) throw new Error("no action");
  return action;
};

export const applicationSpec = () => ({
  project: "default",
  destination: { namespace: "shop", server: "https://kubernetes.default.svc" },
  source: { repoURL: "https://git.example.org/shop.git", path: "apps/web", targetRevision: "main" },
});

/** Kinds that a server serves a moment after their definitions are there. */
export const SERVED = [
  ["keda.sh/v1alpha1", "scaledobjects"],
  ["argoproj.io/v1alpha1", "applications"],
  ["autoscaling.k8s.io/v1", "verticalpodautoscalers"],
  ["kustomize.toolkit.fluxcd.io/v1", "kustomizations"],
  ["helm.toolkit.fluxcd.io/v2", "helmreleases"],
  ["shops.example.org/v1", "shops"],
] as const;
