import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Tables } from "../database/tables.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { Autonomy } from "../domain/verdict.ts";
import type { ClusterReader } from "../kubernetes/cluster-reader.ts";
import { pauseOf, pauseReason } from "./pauses.ts";
import { effectiveAutonomy } from "./rails/autonomy.ts";
import { marksOf } from "./rails/marks.ts";
import { pauseMark } from "./rails/pause-until.ts";

/** Reads how far a subject's labels let the service go, before an incident is opened for it. */
export function createAutonomyReader(deps: {
  reader: Pick<ClusterReader, "get" | "clusterId">;
  autonomy: Autonomy;
  db: Kysely<Tables>;
  clock: Clock;
}): (subject: ObjectRef, signal: AbortSignal) => Promise<{ autonomy: Autonomy; reason: string }> {
  return async (subject, signal) => {
    const cluster = await deps.reader.clusterId(signal);
    const pause = await pauseOf(deps.db, { cluster, objects: [subject], now: deps.clock.now() });
    if (pause !== undefined) return { autonomy: "off", reason: pauseReason(pause) };
    const namespaceRef = { apiVersion: "v1", kind: "Namespace", namespace: "", name: subject.namespace };
    const [object, namespace] = await Promise.all([
      deps.reader.get(subject, signal),
      subject.namespace === "" ? undefined : deps.reader.get(namespaceRef, signal),
    ]);
    const marks = [marksOf(namespace), marksOf(object)] as const;
    const marked = pauseMark(...marks, deps.clock.now());
    // One that is no time opens the incident: its page is where whoever wrote it hears that it is not understood.
    if (marked?.until != null) return { autonomy: "off", reason: marked.reason };
    return effectiveAutonomy(deps.autonomy, ...marks);
  };
}
