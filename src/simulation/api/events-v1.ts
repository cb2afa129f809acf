import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";

const NAMES = [
  ["involvedObject", "regarding"],
  ["message", "note"],
  ["source", "deprecatedSource"],
  ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["lastTimestamp", "deprecatedLastTimestamp"],
  ["count", "deprecatedCount"],
  ["reportingComponent", "reportingController"],
] as const;

const renamed = (
  object: KubernetesObject,
  apiVersion: string,
  pairs: readonly (readonly [string, string])[],
) => {
  const names = new Map(pairs);
  const entries = Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]);
  return { ...Object.fromEntries(entries), apiVersion } as KubernetesObject;
};

/** The same event as events.k8s.io/v1 shows it. */
export const toEventsV1 = (event: KubernetesObject): KubernetesObject =>
  renamed(event, "events.k8s.io/v1", NAMES);

/** An event of events.k8s.io/v1 as it is kept. */
export const fromEventsV1 = (event: KubernetesObject): KubernetesObject =>
  renamed(
    event,
    "v1",
    NAMES.map(([core, other]) => [other, core]),
  );
