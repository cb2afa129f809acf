import { z } from "zod";
import type { Suspect } from "../domain/signal.ts";
import type { ClusterReader, KubernetesObject } from "./cluster-reader.ts";
import { recordOf } from "./kubernetes-object.ts";
import { isSelectedBy, type LabelSelector, parseSelector } from "./label-selector.ts";

/** A live controller that the gone pod can be shown to have belonged to, and what shows it. */
export interface FormerController {
  controller: KubernetesObject;
  shownBy: string;
}

const CONTROLLERS = [
  { apiVersion: "apps/v1", kind: "ReplicaSet" },
  { apiVersion: "apps/v1", kind: "StatefulSet" },
  { apiVersion: "apps/v1", kind: "DaemonSet" },
  { apiVersion: "batch/v1", kind: "Job" },
  { apiVersion: "batch/v1", kind: "CronJob" },
];
/** Names made from generateName: at most 58 characters of the prefix and five of this alphabet. Source: k8s.io/apiserver pkg/storage/names. */
const MAX_GENERATED_PREFIX = 58;
const GENERATED_SUFFIX = /^[bcdfghjklmnpqrstvwxz2456789]{5}$/;
/** What a CronJob adds to its name for a Job: the scheduled time in minutes since the epoch. */
const JOB_SUFFIX = /^\d{8,9}-/;
/** Labels that carry a pod's template hash: its own, and as kube-state-metrics and relabelling write them. */
const HASH_LABELS = ["pod-template-hash", "pod_template_hash", "label_pod_template_hash"];

/**
 * Finds live controllers that made a pod which is no longer there: by the event of its making, by its template hash,
 * by the rule of generated names against the live controllers, by its labels; the strongest proof that there is.
 */
export async function findFormerControllers(
  reader: Pick<ClusterReader, "list">,
  pod: Suspect,
  signal: AbortSignal,
): Promise<FormerController[]> {
  const lists = await Promise.all(
    CONTROLLERS.map((type) => reader.list(type, { namespace: pod.namespace }, signal)),
  );
  const controllers = lists.flatMap((list) => list.items);
  const made = await makersByEvent(reader, pod, signal);
  const proofs: { shownBy: string; holds: (controller: KubernetesObject) => boolean }[] = [
    { shownBy: "the event of its creation", holds: ({ metadata }) => made.has(metadata.uid ?? "") },
    { shownBy: "its template hash", holds: (controller) => hasHashOf(controller, pod) },
    { shownBy: "its name", holds: (controller) => couldHaveNamed(controller, pod.name) },
    { shownBy: "its labels", holds: (controller) => selects(controller, pod.labels) },
  ];
  for (const { shownBy, holds } of proofs) {
    const found = controllers.filter(holds);
    if (found.length > 0) return found.map((controller) => ({ controller, shownBy }));
  }
  return [];
}

const creationSchema = z.object({
  involvedObject: z.object({ uid: z.string() }),
  message: z.string(),
});

/** Each controller tells of every pod that it makes; the event outlives the pod by up to an hour. */
async function makersByEvent(
  reader: Pick<ClusterReader, "list">,
  pod: Suspect,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const options = { namespace: pod.namespace, fieldSelector: "reason=SuccessfulCreate" };
  const { items } = await reader.list({ apiVersion: "v1", kind: "Event" }, options, signal);
  return new Set(
    items.flatMap((item) => {
      const event = creationSchema.safeParse(item).data;
      return event !== undefined && tellsOfMaking(event.message, pod.name) ? event.involvedObject.uid : [];
    }),
  );
}

function tellsOfMaking(message: string, pod: string): boolean {
  return message === `Created pod: ${pod}` || message.startsWith(`create Pod ${pod} in StatefulSet `);
}

function hasHashOf(controller: KubernetesObject, pod: Suspect): boolean {
  const own = controller.metadata.labels?.["pod-template-hash"];
  const isNamed = pod.name === "" || pod.name.startsWith(`${controller.metadata.name}-`);
  return own !== undefined && isNamed && HASH_LABELS.some((label) => pod.labels[label] === own);
}

function couldHaveNamed(controller: KubernetesObject, pod: string): boolean {
  const { name } = controller.metadata;
  if (controller.kind === "CronJob" && !JOB_SUFFIX.test(pod.slice(name.length + 1))) return false;
  if (controller.kind === "StatefulSet") return isOrdinalOf(controller, pod);
  const prefix = `${name}-`.slice(0, MAX_GENERATED_PREFIX);
  if (!pod.startsWith(prefix)) return false;
  const rest = pod.slice(prefix.length);
  return GENERATED_SUFFIX.test(controller.kind === "CronJob" ? rest.replace(JOB_SUFFIX, "") : rest);
}

/** Only ordinals that the StatefulSet has: another `web-7` was never its pod. */
function isOrdinalOf(set: KubernetesObject, pod: string): boolean {
  const prefix = `${set.metadata.name}-`;
  const ordinal = /^(0|[1-9]\d{0,8})$/.exec(pod.startsWith(prefix) ? pod.slice(prefix.length) : "")?.[0];
  const spec = z
    .object({
      replicas: z.number().catch(1),
      ordinals: z
        .object({ start: z.number().catch(0) })
        .optional()
        .catch(undefined),
    })
    .parse(recordOf(set.spec));
  const first = spec.ordinals?.start ?? 0;
  return ordinal !== undefined && Number(ordinal) >= first && Number(ordinal) < first + spec.replicas;
}

/** Alert labels cannot hold dots, dashes and slashes: kube-state-metrics writes label_app_kubernetes_io_name. */
function selects(controller: KubernetesObject, labels: Record<string, string>): boolean {
  const selector = parseSelector(
    z.object({ selector: z.unknown() }).safeParse(controller.spec).data?.selector,
  );
  return (
    selector !== undefined && (isSelectedBy(selector, labels) || isSelectedBy(flattened(selector), labels))
  );
}

function flattened(selector: LabelSelector): LabelSelector {
  const flat = (key: string) => `label_${key.replace(/[^a-zA-Z0-9_]/g, "_")}`;
  return {
    matchLabels: Object.fromEntries(
      Object.entries(selector.matchLabels ?? {})
        .filter(([key]) => key !== "pod-template-hash")
        .map(([key, value]) => [flat(key), value]),
    ),
    matchExpressions: (selector.matchExpressions ?? []).map((term) => ({ ...term, key: flat(term.key) })),
  };
}
