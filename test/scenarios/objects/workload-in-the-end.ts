import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import type { ObjectName } from "../scenario.ts";
import { nameOf, type WorkloadObject } from "./workload.ts";

type Read = (object: ObjectName) => KubernetesObject | undefined;
type Check = (read: Read) => string | undefined;

/** What of `wanted` is otherwise in `actual`, which may hold more than was wanted (defaults). */
export function difference(actual: unknown, wanted: unknown, path = ""): string | undefined {
  if (typeof wanted !== "object" || wanted === null)
    return actual === wanted
      ? undefined
      : `${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`;
  if (typeof actual !== "object" || actual === null) return `${path} is not there`;
  if (Array.isArray(wanted) && Array.isArray(actual) && wanted.length !== actual.length)
    return `${path} has ${actual.length} entries, not ${wanted.length}`;
  const have = actual as Record<string, unknown>;
  for (const [key, value] of Object.entries(wanted)) {
    const found = difference(have[key], value, `${path}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The workload's pod template is as this one: it was returned to, or never left. */
export const templateHolds =
  (workload: WorkloadObject): Check =>
  (read) => {
    const found = read(nameOf(workload));
    const spec = found?.spec as { template?: { spec?: unknown } } | undefined;
    return difference(spec?.template?.spec, workload.spec.template.spec, workload.metadata.name);
  };

/** All pods of the workload are ready, on its newest revision where it tells. */
export const allReady =
  (workload: WorkloadObject): Check =>
  (read) => {
    const status = (read(nameOf(workload))?.status ?? {}) as Record<string, number | undefined>;
    const wanted = workload.kind === "DaemonSet" ? status.desiredNumberScheduled : workload.spec.replicas;
    const ready = (workload.kind === "DaemonSet" ? status.numberReady : status.readyReplicas) ?? 0;
    return ready === wanted ? undefined : `${ready} of ${wanted} pods of ${workload.metadata.name} are ready`;
  };
