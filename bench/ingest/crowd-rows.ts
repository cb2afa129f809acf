import type { BenchOptions } from "../bench.ts";
import { type Row, type Run, rowOf, runOf } from "../measure.ts";
import { megabytes } from "../watch/process-memory.ts";
import { type CrowdResult, playCrowd } from "./crowd.ts";
import { longestWaits, orderViolations } from "./crowd-order.ts";

const WORKLOADS = 10_000;
const TINY_WORKLOADS = 30;

export const CROWD_CASES = {
  memory: "10,000 workloads at once: memory, to 1,000",
  settled: "10,000 workloads at once: time a workload, to 1,000",
  waits: "10,000 workloads at once: longest wait, critical to info",
  ready: "10,000 workloads at once: times ready, of times asked",
} as const;
export const CROWD_GOALS = { [CROWD_CASES.ready]: "1" };

/** So many workloads fail at once, beside a tenth as many. Throws where a signal was lost, or the order. */
export async function crowdRows({
  token,
  repeats,
  isTiny,
  note,
}: Pick<BenchOptions, "repeats" | "isTiny" | "note"> & { token: string }): Promise<Row[]> {
  const most = isTiny ? TINY_WORKLOADS : WORKLOADS;
  const runs: Record<keyof typeof CROWD_CASES, Run[]> = { memory: [], settled: [], waits: [], ready: [] };
  const play = async (count: number) => {
    const result = await playCrowd(count, token);
    const violations = orderViolations(result);
    note(sentenceOf(count, result, violations));
    assertRight(count, result, isTiny ? { signals: violations.signals } : violations);
    return result;
  };
  for (let run = 0; run < repeats; run += 1) {
    const many = await play(most);
    const few = isTiny ? many : await play(most / 10);
    const waits = longestWaits(many.waited);
    runs.memory.push(runOf(megabytes(many.peakBytes), megabytes(few.peakBytes)));
    runs.settled.push(runOf(settledMs(many) / most, settledMs(few) / few.waited.length));
    runs.waits.push(runOf(waits.critical / 1000, waits.info / 1000));
    const { ready, notReady } = many.readyAnswers;
    runs.ready.push(runOf(ready, ready + notReady));
  }
  return [
    rowOf(CROWD_CASES.memory, "MB", runs.memory),
    rowOf(CROWD_CASES.settled, "ms", runs.settled),
    rowOf(CROWD_CASES.waits, "s", runs.waits),
    rowOf(CROWD_CASES.ready, "answers", runs.ready),
  ];
}

/** Until the last signal was taken and its incident opened. */
const settledMs = ({ waited, firstSentAtMs }: CrowdResult) =>
  Math.max(...waited.map(({ openedAtMs }) => openedAtMs)) - firstSentAtMs;

type Violations = ReturnType<typeof orderViolations>;

function sentenceOf(count: number, result: CrowdResult, violations: Violations): string {
  const { critical, warning, info } = longestWaits(result.waited);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    `${count} workloads at once: no signal waits after ${seconds(settledMs(result))}`,
    `memory ${megabytes(result.peakBytes - result.idleBytes).toFixed(0)} MB above idle`,
    `out of order ${violations.signals} signals and ${violations.incidents} incidents`,
    `longest wait ${seconds(critical)} critical, ${seconds(warning)} warning, ${seconds(info)} info`,
    `/readyz ready ${result.readyAnswers.ready} times, not ready ${result.readyAnswers.notReady}`,
  ].join("; ");
}

function assertRight(count: number, result: CrowdResult, violations: Partial<Violations>): void {
  const faults = {
    "signals unsettled": result.unsettled,
    "workloads without an incident": count - result.waited.length,
    "signals out of order": violations.signals ?? 0,
    // Not looked at in a tiny run: a job that is taken runs a moment later, which is long on a machine under load.
    "incidents out of order": violations.incidents ?? 0,
  };
  const found = Object.entries(faults).filter(([, number]) => number !== 0);
  if (found.length > 0)
    throw new Error(
      found.map(([what, number]) => `${count} workloads at once: ${what}: ${number}`).join("; "),
    );
}
