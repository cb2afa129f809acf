import type { ClusterReader, ObjectList } from "./cluster-reader.ts";

type List = ClusterReader["list"];

/** One reading of a list, and how many still want it. */
interface Flight {
  answer: Promise<ObjectList>;
  hasBegun: boolean;
  wanted: number;
  stop: AbortController;
}

/**
 * Where many incidents are worked on at once each asks for all nodes, and for the pods of the same few. While such a list is
 * read, whoever asks for the same waits for the next, which is one for all of them: it begins after each of them asked, so
 * it is as fresh as one of their own, and there are never more than two. Lists of a namespace are read as ever.
 *
 * What comes is shared, too, and nobody may change it.
 */
export function sharingLists(list: List): List {
  /** By what is listed, the reading that has begun or is to begin next. */
  const newest = new Map<string, Flight>();

  const take = (key: string, read: (signal: AbortSignal) => Promise<ObjectList>): Flight => {
    const last = newest.get(key);
    if (last !== undefined && !last.hasBegun && !last.stop.signal.aborted) return last;
    const stop = new AbortController();
    const begin = async () => {
      await last?.answer.catch(() => {});
      flight.hasBegun = true;
      return read(stop.signal);
    };
    // A turn later, so that those who ask in the same moment share the first one as well.
    const answer = Promise.resolve().then(begin);
    const flight: Flight = { answer, hasBegun: false, wanted: 0, stop };
    newest.set(key, flight);
    const forget = () => {
      if (newest.get(key) === flight) newest.delete(key);
    };
    answer.then(forget, forget);
    return flight;
  };

  return async (type, options, signal) => {
    const { namespace, labelSelector, fieldSelector, limit } = options;
    if (namespace !== undefined) return list(type, options, signal);
    signal.throwIfAborted();
    const key = JSON.stringify([type.apiVersion, type.kind, limit, labelSelector, fieldSelector]);
    return wantedBy(
      signal,
      take(key, (stop) => list(type, options, stop)),
    );
  };
}

/** Whoever is stopped waits no longer; a reading that nobody wants any more is stopped itself. */
async function wantedBy(signal: AbortSignal, flight: Flight): Promise<ObjectList> {
  flight.wanted += 1;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => {
    flight.wanted -= 1;
    if (flight.wanted === 0) flight.stop.abort(signal.reason);
    reject(signal.reason);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([flight.answer, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
