import { z } from "zod";
import { canonicalJson } from "../core/json.ts";
import type { KubernetesObject } from "./cluster-reader.ts";

const TEMPLATE_HASH = "pod-template-hash";
const REVISION = "deployment.kubernetes.io/revision";

const templatedSchema = z.object({
  template: z.looseObject({
    metadata: z.looseObject({ labels: z.record(z.string(), z.string()).nullish() }).nullish(),
  }),
});

/**
 * The pod-template-hash of the ReplicaSet that has the Deployment's template; of several the oldest, as the controller
 * chooses. Where none has it (a server's upgrade added defaults) the one with the Deployment's revision, once the
 * controller has seen the present generation; else "".
 */
export function targetOfDeployment(
  deployment: KubernetesObject,
  replicaSets: readonly KubernetesObject[],
  isObserved: boolean,
): string {
  const wanted = templateText(deployment);
  const equal = replicaSets.filter((set) => templateText(set) === wanted).toSorted(byAge)[0];
  if (equal !== undefined) return equal.metadata.labels?.[TEMPLATE_HASH] ?? "";
  const revision = deployment.metadata.annotations?.[REVISION];
  if (!isObserved || revision === undefined) return "";
  const current = replicaSets.find((set) => set.metadata.annotations?.[REVISION] === revision);
  return current?.metadata.labels?.[TEMPLATE_HASH] ?? "";
}

/** The hash of the newest ControllerRevision of a DaemonSet; "" before the controller has seen the generation. */
export function targetOfDaemonSet(revisions: readonly KubernetesObject[], isObserved: boolean): string {
  const newest = revisions.toSorted((a, b) => numberOf(b) - numberOf(a))[0];
  return isObserved ? (newest?.metadata.labels?.["controller-revision-hash"] ?? "") : "";
}

function numberOf(revision: KubernetesObject): number {
  return typeof revision.revision === "number" ? revision.revision : 0;
}

/** undefined for an object without a template, which equals no other. */
function templateText(object: KubernetesObject): string | undefined {
  const template = templatedSchema.safeParse(object.spec).data?.template;
  if (template === undefined) return undefined;
  const { [TEMPLATE_HASH]: _added, ...labels } = template.metadata?.labels ?? {};
  return canonicalJson({ ...template, metadata: { ...template.metadata, labels } });
}

function byAge(a: KubernetesObject, b: KubernetesObject): number {
  return (a.metadata.creationTimestamp ?? "").localeCompare(b.metadata.creationTimestamp ?? "");
}
