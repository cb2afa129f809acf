import { z } from "zod";
import { redact } from "../../core/redact.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { EventFact } from "../facts.ts";
import { type Collector, tolerant } from "./collector.ts";

const MAX_EVENTS = 100;
const MAX_MESSAGE = 1000;

/** The events about each of the named objects, one call an object. */
export async function collectEvents(
  collector: Collector,
  objects: readonly { kind: string; namespace: string; name: string }[],
): Promise<EventFact[]> {
  const lists = await Promise.all(
    objects.map(({ kind, namespace, name }) =>
      tolerant(collector, `events of ${kind} ${name}`, {
        run: () =>
          collector.reader.list(
            { apiVersion: "v1", kind: "Event" },
            {
              namespace,
              fieldSelector: `involvedObject.kind=${kind},involvedObject.name=${name}`,
              limit: MAX_EVENTS,
            },
            collector.signal,
          ),
        fallback: { items: [], isTruncated: false },
      }),
    ),
  );
  return lists.flatMap((list) => list.items.flatMap((item) => parseEvent(item) ?? []));
}

const eventSchema = z.object({
  reason: z.string().nullish(),
  type: z.string().nullish(),
  message: z.string().nullish(),
  count: z.number().nullish(),
  firstTimestamp: z.string().nullish(),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
  series: z.object({ count: z.number().nullish(), lastObservedTime: z.string().nullish() }).nullish(),
  involvedObject: z.object({
    kind: z.string().nullish(),
    namespace: z.string().nullish(),
    name: z.string().nullish(),
    uid: z.string().nullish(),
    fieldPath: z.string().nullish(),
  }),
});

/** Reads an event of either generation: the newer one has `eventTime` and `series` instead of `count` and times. */
export function parseEvent(item: KubernetesObject): EventFact | undefined {
  const event = eventSchema.safeParse(item).data;
  if (event === undefined) return undefined;
  const about = event.involvedObject;
  const firstAt = event.firstTimestamp ?? event.eventTime ?? item.metadata.creationTimestamp ?? "";
  return {
    reason: event.reason ?? "",
    type: event.type ?? "",
    message: redact((event.message ?? "").slice(0, MAX_MESSAGE)).trim(),
    count: event.series?.count ?? event.count ?? 1,
    firstAt,
    lastAt: event.series?.lastObservedTime ?? event.lastTimestamp ?? firstAt,
    about: {
      kind: about.kind ?? "",
      namespace: about.namespace ?? "",
      name: about.name ?? "",
      uid: about.uid ?? "",
      container: /\{([^{}]{1,253})\}$/.exec(about.fieldPath ?? "")?.[1] ?? "",
    },
  };
}
