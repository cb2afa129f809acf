import { type BenchResult, median, rowOf, runOf } from "../measure.ts";
import { STATED_NEED_BYTES } from "./needed-memory.ts";
import type { Played, Side } from "./play-side.ts";

const MI = 2 ** 20;

/** Rows of ours beside each of the two; a side that never came to rest is named so, with the time that it was given. */
export function resultOf(
  runs: readonly Readonly<Record<Side, Played>>[],
  boundSeconds: Readonly<Record<Side, number>>,
): BenchResult {
  const measured = runs.flatMap((run) =>
    [run.ours.neededBytes, run.doubling.neededBytes].filter((bytes) => bytes !== undefined),
  );
  const neededBytes = measured.length === 0 ? STATED_NEED_BYTES : median(measured);
  const said = (side: Side) => {
    const never = runs.filter((run) => !run[side].isSteady).length;
    return never === 0
      ? ""
      : ` (${side}: not steady within ${boundSeconds[side]} s in ${never} of ${runs.length})`;
  };
  const against = (what: string, side: Side) =>
    `${what}, against ${side === "nothing" ? "doing nothing" : "doubling"}${said("ours")}${said(side)}`;
  const rows = (["nothing", "doubling"] as const).flatMap((side) => [
    rowOf(
      against("seconds from first kill to steady", side),
      "s",
      runs.map((run) => runOf(run.ours.seconds, run[side].seconds)),
    ),
    rowOf(
      against("restarts suffered", side),
      "restarts",
      runs.map((run) => runOf(run.ours.restarts, run[side].restarts)),
    ),
  ]);
  // Whoever leaves the limit below the need wastes no memory, and serves nothing.
  const wasted = (played: Played) => Math.max(0, played.limitBytes - neededBytes) / MI;
  const source = measured.length === 0 ? "stated" : "measured";
  const memory = rowOf(
    `memory above the ${source} ${Math.round(neededBytes / MI)} MiB, against doubling`,
    "MiB",
    runs.map((run) => runOf(wasted(run.ours), wasted(run.doubling))),
  );
  return { name: "naive", rows: [...rows, memory] };
}
