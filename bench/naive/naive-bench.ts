import { createClock } from "../../src/core/clock.ts";
import { loadKubeConfig } from "../../src/kubernetes/load-kubeconfig.ts";
import type { Bench, BenchOptions } from "../bench.ts";
import type { BenchResult } from "../measure.ts";
import { NEEDS, nodeThatRuns } from "./node-that-runs.ts";
import { type Played, type Playing, playSide, SIDES, type Side } from "./play-side.ts";
import { resultOf } from "./result-of.ts";

const REPEATS = 5;
const TIMES = {
  full: { soakSeconds: 60, boundSeconds: { nothing: 180, doubling: 600, ours: 600 } },
  tiny: { soakSeconds: 10, boundSeconds: { nothing: 30, doubling: 180, ours: 180 } },
};

/** The classic case on a node that runs it: with nobody there, with a script that doubles the limit, and with the service. */
export const naiveBench: Bench = {
  summary: "the classic on a real node, against doing nothing and a script that doubles the limit",
  goals: {},
  repeats: REPEATS,
  async run(options) {
    const { kubeconfig, isTiny, note, signal } = options;
    if (kubeconfig === undefined)
      return { name: "naive", rows: [], notMeasured: `${NEEDS}, which KUBECONFIG must name` };
    const kubeConfig = loadKubeConfig({ path: kubeconfig });
    const node = await nodeThatRuns(kubeConfig);
    if (node === undefined)
      return { name: "naive", rows: [], notMeasured: `${NEEDS}; that of KUBECONFIG has none` };
    note(`on node ${node}`);
    const times = TIMES[isTiny ? "tiny" : "full"];
    return playAll({ kubeConfig, clock: createClock(), signal, ...times }, options);
  },
};

/** The sides in turns, each run beginning with another one. */
export async function playAll(
  playing: Playing,
  { repeats, note }: Pick<BenchOptions, "repeats" | "note">,
): Promise<BenchResult> {
  const runs: Record<Side, Played>[] = [];
  for (let run = 0; run < repeats; run += 1) {
    const played = new Map<Side, Played>();
    for (let turn = 0; turn < SIDES.length; turn += 1) {
      const side = SIDES[(run + turn) % SIDES.length] ?? "nothing";
      const one = await playSide(playing, side);
      played.set(side, one);
      note(`run ${run + 1}, ${side}: ${lineOf(one)}`);
    }
    const [nothing, doubling, ours] = SIDES.map((side) => played.get(side));
    if (nothing !== undefined && doubling !== undefined && ours !== undefined)
      runs.push({ nothing, doubling, ours });
  }
  return resultOf(runs, playing.boundSeconds);
}

function lineOf({ isSteady, seconds, restarts, limitBytes, neededBytes }: Played): string {
  const when = isSteady ? `steady after ${seconds} s` : `not steady within ${seconds} s`;
  const need = neededBytes === undefined ? "" : `, of which ${megabytes(neededBytes)} MiB are used`;
  return `${when}, ${restarts} restarts, limit ${megabytes(limitBytes)} MiB${need}`;
}

const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
