import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Tables } from "../database/tables.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { Autonomy } from "../domain/verdict.ts";
import type { ClusterReader } from "../kubernetes/cluster-reader.ts";
import { pauseOf, pauseReason } from "./pauses.ts";
import { AUTONOMY_KEY, effectiveAutonomy } from "./rails/autonomy.ts";

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
    const marksOf = (marked: typeof object) => ({
      labels: marked?.metadata.labels ?? {},
      annotations: marked?.metadata.annotations ?? {},
    });
    const { autonomy, from } = effectiveAutonomy(deps.autonomy, marksOf(namespace), marksOf(object));
    return { autonomy, reason: `${from} sets ${AUTONOMY_KEY} to ${autonomy}` };
  };
}
