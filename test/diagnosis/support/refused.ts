import type { Candidate } from "../../../src/diagnosis/candidate.ts";
import { signatures } from "../../../src/diagnosis/signatures/catalogue.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { factsOf } from "./facts.ts";
import { deployment, replicaSet, template } from "./workload.ts";

export interface Plan {
  message: string;
  resources?: object;
  spec?: Record<string, unknown>;
  more?: KubernetesObject[];
  replicas?: number;
}

export async function refused({
  message,
  resources = {},
  spec = {},
  more = [],
  replicas = 1,
}: Plan): Promise<Candidate[]> {
  const of = template({ containers: [{ name: "web", image: "acme/web:1", resources }], ...spec });
  const conditions = [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }];
  const facts = await factsOf([
    deployment(of, { replicas, status: { conditions } }),
    replicaSet("a", 1, { of, created: 300 }),
    ...more,
  ]);
  return signatures
    .flatMap((signature) => signature.diagnose(facts))
    .toSorted((a, b) => b.confidence - a.confidence);
}

export const forbidden = (why: string) => `pods "web-a-1" is forbidden: ${why}`;
export const quota = (hard: Record<string, string>, used: Record<string, string> = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ResourceQuota",
  metadata: { name: "team", namespace: "shop", uid: "uid-team" },
  spec: { hard },
  status: { hard, used },
});
export const named = (
  apiVersion: string,
  kind: string,
  name: string,
  namespace?: string,
): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
});
export const sizeChanges = (candidate: Candidate | undefined) =>
  candidate?.repair?.type === "SetResources"
    ? candidate.repair.parameters.changes.map(
        ({ container, bound, resource, from, to }) => `${container} ${bound} ${resource} ${from} ${to}`,
      )
    : undefined;
