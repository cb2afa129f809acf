import { setImmediate as nextTurn } from "node:timers/promises";

/** How many statements the server has answered on a pool's connections, whoever asked them. */
export interface Answers {
  count(): number;
}

/**
 * Whether the server answers. A question that waits behind the work of a busy service is no outage: where `late` comes first,
 * what counts is whether anybody was answered meanwhile.
 */
export async function isAnswering(probe: {
  ask(): Promise<unknown>;
  answers: Answers;
  /** Resolves when the question has waited long enough; ended by the signal once that is nobody's question. */
  late(signal: AbortSignal): Promise<void>;
}): Promise<boolean> {
  const before = probe.answers.count();
  const over = new AbortController();
  const isAnsweredLate = async () => {
    await probe.late(over.signal).catch(() => {});
    // After a turn that took long, timers come before the answers that lie ready to be read.
    await nextTurn();
    return probe.answers.count() > before;
  };
  const isAsked = probe.ask().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([isAsked, isAnsweredLate()]);
  } finally {
    over.abort();
  }
}
