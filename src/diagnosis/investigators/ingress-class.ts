import { describeRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import type { Candidate } from "../candidate.ts";
import type { Collector } from "../collectors/collector.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import { onlySlip } from "../near-name.ts";
import { listObjects } from "./list-objects.ts";

/** The Ingress names a class that the cluster does not have, and no controller has taken it. */
export async function missingClass(
  collector: Collector,
  raw: KubernetesObject,
): Promise<Candidate | undefined> {
  const { ingressClassName: wanted } = recordOf(raw.spec);
  if (typeof wanted !== "string" || wanted === "" || isTaken(raw)) return undefined;
  const gapsBefore = collector.gaps.length;
  const classes = await listObjects(collector, ["networking.k8s.io/v1", "IngressClass"], {});
  const names = classes.map(({ metadata }) => metadata.name);
  if (collector.gaps.length > gapsBefore || names.includes(wanted)) return undefined;
  const object = refOf(raw);
  const at = collector.clock.now().toISOString();
  const near = onlySlip(wanted, names);
  const [only, ...others] = names;
  const meant = near ?? (others.length === 0 ? only : undefined);
  const there = names.length === 0 ? "none at all" : names.slice(0, 5).join(", ");
  return found("ingress-class-missing", {
    // A controller may go by the name alone, without an object of it.
    confidence: near === undefined ? 0.85 : 0.92,
    sentence: `${describeRef(object)} is of class ${wanted}, which the cluster does not have (it has ${there}), and no controller has taken it.`,
    support: [
      objectDraft(object, at, `ingressClassName is ${wanted}, and its status names no address`),
      objectDraft({ kind: "IngressClass", name: "" }, at, `IngressClasses: ${there}`),
    ],
    advice: [
      ...(meant === undefined
        ? []
        : [
            {
              text: `Where ${meant} is meant, let the Ingress name it`,
              command: `kubectl patch ingress -n ${object.namespace} ${object.name} --type merge -p '{"spec":{"ingressClassName":"${meant}"}}'`,
            },
          ]),
      { text: "See which classes and controllers there are", command: "kubectl get ingressclasses" },
    ],
  });
}

/** A controller writes where it can be reached. */
function isTaken({ status }: KubernetesObject): boolean {
  const { ingress } = recordOf(recordOf(status).loadBalancer);
  return Array.isArray(ingress) && ingress.length > 0;
}
