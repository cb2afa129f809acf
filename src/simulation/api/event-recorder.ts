import { digestOf } from "../../core/json.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { ApiMachinery } from "./api-machinery.ts";
import { createEventCorrelator } from "./event-correlator.ts";

export interface RecordedEvent {
  about: KubernetesObject;
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  /** Such as "spec.containers{web}". */
  fieldPath?: string;
}

/** Writes events as client-go's recorder does: one of the same content only counts up. */
export interface EventRecorder {
  record(event: RecordedEvent): void;
}

interface CoreEvent extends KubernetesObject {
  count?: number;
}

export function createEventRecorder(
  api: ApiMachinery,
  source: { component: string; host?: string },
): EventRecorder {
  const seen = new Map<string, { namespace: string; name: string; count: number }>();
  const correlate = createEventCorrelator(
    () => api.loop.nowMs(),
    source.component === "kubelet" ? "kind" : "object",
  );

  return {
    record({ about, type, reason, message, fieldPath }) {
      const namespace = about.metadata.namespace ?? "default";
      const told = correlate({ object: about.metadata.uid ?? "", kind: [type, reason].join("|"), message });
      const key = [about.metadata.uid, type, reason, told.key, fieldPath].join("|");
      const known = seen.get(key);
      // What is held back is counted all the same, and told with the next that passes.
      const count = (known?.count ?? 0) + 1;
      if (known) known.count = count;
      if (told.isHeldBack) return;
      const earlier = known && (api.store.get("events", known.namespace, known.name) as CoreEvent);
      const at = api.loop.timestamp();
      if (earlier) {
        api.store.put("events", { ...earlier, count, message: told.message, lastTimestamp: at } as CoreEvent);
        return;
      }
      const name = eventName(api, about.metadata.name);
      seen.set(key, { namespace, name, count: 1 });
      api.store.put("events", {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name, namespace, uid: api.random.uuid(), creationTimestamp: at },
        involvedObject: referenceTo(about, fieldPath),
        ...{ reason, message: told.message, source, type },
        ...{ firstTimestamp: at, lastTimestamp: at, count: 1, eventTime: null },
        reportingComponent: source.component,
        reportingInstance: source.host ?? "",
      });
    },
  };
}

interface SchedulerEvent extends KubernetesObject {
  involvedObject: { resourceVersion?: string; uid?: string };
  action: string;
  reason: string;
  eventTime: string;
  series?: { count: number; lastObservedTime: string };
}

const SERIES_MS = 360_000;

/**
 * The scheduler's events are of the newer kind: no count and no first timestamp. What is told again of an object that
 * did not change meanwhile becomes a series of the earlier event, as client-go's newer recorder has it.
 */
export function recordSchedulerEvent(api: ApiMachinery, event: RecordedEvent & { action: string }): void {
  const { about, action, type, reason, message } = event;
  const namespace = about.metadata.namespace ?? "default";
  const { uid = "", resourceVersion = "" } = about.metadata;
  const name = `${about.metadata.name}.${digestOf([uid, resourceVersion, action, reason]).slice(0, 16)}`;
  const earlier = api.store.get("events", namespace, name) as SchedulerEvent | undefined;
  const at = api.loop.microTimestamp();
  const lastMs = Date.parse(earlier?.series?.lastObservedTime ?? earlier?.eventTime ?? "");
  if (earlier && api.loop.nowMs() - lastMs <= SERIES_MS) {
    const series = { count: (earlier.series?.count ?? 1) + 1, lastObservedTime: at };
    api.store.put("events", { ...earlier, series } as SchedulerEvent);
    return;
  }
  api.store.put("events", {
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      name: earlier ? eventName(api, about.metadata.name) : name,
      namespace,
      uid: api.random.uuid(),
      creationTimestamp: api.loop.timestamp(),
    },
    involvedObject: referenceTo(about),
    ...{ action, reason, message, source: {}, type },
    ...{ firstTimestamp: null, lastTimestamp: null, eventTime: at },
    reportingComponent: "default-scheduler",
    reportingInstance: "default-scheduler-simulated",
  });
}

/** Event names end with the nanoseconds at which they were made, in hexadecimal. */
const eventName = (api: ApiMachinery, subject: string): string =>
  `${subject}.${(BigInt(Math.floor(api.loop.nowMs())) * 1_000_000n + BigInt(Math.floor(api.random.next() * 1e6))).toString(16)}`;

const referenceTo = (about: KubernetesObject, fieldPath?: string) => ({
  apiVersion: about.apiVersion,
  kind: about.kind,
  name: about.metadata.name,
  ...(about.metadata.namespace !== undefined && { namespace: about.metadata.namespace }),
  ...{ resourceVersion: about.metadata.resourceVersion, uid: about.metadata.uid },
  ...(fieldPath !== undefined && { fieldPath }),
});
