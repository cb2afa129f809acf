import type { Kysely } from "kysely";
import { OperationError } from "../../core/errors.ts";
import type { Tables } from "../../database/tables.ts";
import { stopSentence } from "../../domain/stop.ts";
import type { ClusterWriter } from "../../kubernetes/cluster-writer.ts";
import { readStop } from "./stop-rows.ts";

/**
 * Asks for the stop right before each request, dry runs and Events too, whatever the steps before thought of. It throws what may be
 * tried again, so that a step that was half done when the stop came is brought to its end after it.
 */
export function createStoppableWriter(writer: ClusterWriter, db: Kysely<Tables>): ClusterWriter {
  const unlessStopped = async <T>(write: () => Promise<T>): Promise<T> => {
    const stop = await readStop(db);
    if (stop === undefined) return write();
    throw new OperationError(`nothing is written: ${stopSentence(stop)}`, {
      reason: "unavailable",
      retryable: true,
    });
  };
  return {
    patch: (request, signal) => unlessStopped(() => writer.patch(request, signal)),
    deletePod: (request, signal) => unlessStopped(() => writer.deletePod(request, signal)),
    evictPod: (request, signal) => unlessStopped(() => writer.evictPod(request, signal)),
    create: (request, signal) => unlessStopped(() => writer.create(request, signal)),
    createEvent: (request, signal) => unlessStopped(() => writer.createEvent(request, signal)),
  };
}
