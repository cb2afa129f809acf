import type { Action } from "../../src/domain/action.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { setMemoryLimit } from "../../src/remediation/actions/set-memory-limit.ts";
import type { Bench } from "../bench.ts";
import { median, type Run, rowOf, runOf } from "../measure.ts";
import { percentile99 } from "../percentile.ts";
import { type GuardCluster, openGuardCluster, type Who } from "./guard-cluster.ts";
import { type GuardServer, startGuardServer } from "./guard-server.ts";

const OWN = "99 of 100 patches of the service";
const OTHERS = "99 of 100 patches of another user";
const TYPICAL = "half of the patches of the service";
/** A run of each side: 8 blocks of 70, of which the first 5 rounds do not count. Each change of sides takes seconds. */
const FULL = { blocks: 8, rounds: 70, settling: 5, warmUp: 100 };
const TINY = { blocks: 2, rounds: 4, settling: 1, warmUp: 1 };
const MI = 2 ** 20;

/** From a PATCH to its answer, real writes: with webhook and admission policy as the chart makes them, against none. */
export const guardBench: Bench = {
  summary: "a patch with the admission guard, against the same patch without",
  goals: { [OWN]: "at most 1.2", [OTHERS]: "1.0" },
  async run({ kubeconfig, repeats, isTiny, note, signal }) {
    if (kubeconfig === undefined) {
      note("not measured: the guard stands before a real API server, which KUBECONFIG must name");
      return { name: "guard", rows: [] };
    }
    const cluster = await openGuardCluster(kubeconfig);
    try {
      const guard = await startGuardServer({ kubeconfig, name: cluster.name });
      try {
        return await measure({ cluster, guard, sizes: isTiny ? TINY : FULL, repeats, note, signal });
      } finally {
        await guard.stop();
      }
    } finally {
      await cluster.end();
    }
  },
};

interface Measuring {
  cluster: GuardCluster;
  guard: GuardServer;
  sizes: typeof FULL;
  repeats: number;
  note(line: string): void;
  signal: AbortSignal;
}

type Times = Record<Who, number[]>;
type Actions = Record<Who, Action>;
const none = (): Times => ({ service: [], other: [] });

async function measure(of: Measuring) {
  const { cluster, sizes, repeats, note } = of;
  const actions = {
    service: raise(await cluster.workload("service")),
    other: raise(await cluster.workload("other")),
  };
  await cluster.addGuard(of.guard);
  await guarded(of, actions, sizes.warmUp);
  await cluster.removeGuard();
  await patchesOf(of, actions, sizes.warmUp);
  const rows: Record<string, Run[]> = { [OWN]: [], [OTHERS]: [], [TYPICAL]: [] };
  for (let run = 0; run < repeats; run += 1) {
    const { ours, baseline } = await oneRun(of, actions);
    const measured = {
      [OWN]: runOf(percentile99(ours.service), percentile99(baseline.service)),
      [OTHERS]: runOf(percentile99(ours.other), percentile99(baseline.other)),
      [TYPICAL]: runOf(median(ours.service), median(baseline.service)),
    };
    for (const [name, one] of Object.entries(measured)) {
      rows[name]?.push(one);
      note(`${name}: ${one.ours} ms, ${one.baseline} ms without`);
    }
  }
  return { name: "guard", rows: Object.entries(rows).map(([name, runs]) => rowOf(name, "ms", runs)) };
}

/** Both sides in short blocks by turns, so that whatever the disk and the machine do falls on both. */
async function oneRun(of: Measuring, actions: Actions): Promise<{ ours: Times; baseline: Times }> {
  const { cluster, guard, sizes } = of;
  const [ours, baseline] = [none(), none()];
  let isGuarded = false;
  for (let block = 0; block < 2 * sizes.blocks; block += 1) {
    // Without, with, with, without: neither side always comes first, and the next block is of the side that stands.
    const wanted = block % 4 === 1 || block % 4 === 2;
    if (wanted !== isGuarded) await (wanted ? cluster.addGuard(guard) : cluster.removeGuard());
    isGuarded = wanted;
    const took = await (wanted ? guarded : patchesOf)(of, actions, sizes.rounds);
    const side = wanted ? ours : baseline;
    for (const who of ["service", "other"] as const) side[who].push(...took[who].slice(sizes.settling));
  }
  if (isGuarded) await cluster.removeGuard();
  return { ours, baseline };
}

/** Each write of the service was reviewed, and none of the other user's: else something else was measured. */
async function guarded(of: Measuring, actions: Actions, rounds: number): Promise<Times> {
  // Before the first of them and not between: the service commits its attempt before it asks for the write.
  await of.guard.begin(actions.service);
  const before = await of.guard.reviews();
  const took = await patchesOf(of, actions, rounds);
  const { admitted, refused } = await of.guard.reviews();
  if (admitted - before.admitted !== rounds || refused !== before.refused)
    throw new Error(`${admitted - before.admitted} reviews for ${rounds} patches`);
  return took;
}

/** One after the other, both users in turns, each from a workload at rest. */
async function patchesOf(of: Measuring, actions: Actions, rounds: number): Promise<Times> {
  const took = none();
  for (let round = 0; round < rounds; round += 1)
    for (const who of round % 2 === 0 ? (["service", "other"] as const) : (["other", "service"] as const)) {
      of.signal.throwIfAborted();
      took[who].push(await of.cluster.change(who, actions[who]));
      await of.cluster.putBack(who, actions[who]);
    }
  return took;
}

function raise(object: KubernetesObject): Action {
  const typed = { ...object, apiVersion: "apps/v1", kind: "Deployment" };
  const action = setMemoryLimit({
    object: typed,
    memory: {
      ...{ container: "web", containerKind: "container", containerIndex: 0, limitBytes: 128 * MI },
      ...{ requestBytes: 64 * MI, kills: [], isRepeated: true, earlierGoodLimitBytes: null },
      ...{ declaredNeed: null, sampledNeed: null, growth: "unknown" },
    },
    target: { bytes: 256 * MI, basis: "measured", basisKind: "doubled" },
    trail: { incidentId: "00000000-0000-7000-8000-000000000001", attemptNumber: 1 },
    longestRunSeconds: 1,
    settings: { verifySoakSeconds: 60, verifySoakMaxSeconds: 1_800 },
  });
  if (action === undefined) throw new Error("the workload cannot be changed");
  return action;
}
