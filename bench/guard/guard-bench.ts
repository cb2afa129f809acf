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
const FLOOR = "99 of 100, a webhook that looks at nothing, to none";
const TYPICAL_FLOOR = "half, a webhook that looks at nothing, to none";
const OVER_FLOOR = "99 of 100, the guard to a webhook that looks at nothing";
const TYPICAL_OVER_FLOOR = "half, the guard to a webhook that looks at nothing";
/** A run of each side: 4 blocks of 56, of which the first 5 rounds do not count. Each change of sides takes a second or two. */
const FULL = { blocks: 4, rounds: 56, settling: 5, warmUp: 60 };
const TINY = { blocks: 2, rounds: 4, settling: 1, warmUp: 1 };
/** The API server asks once more where another write came between its reading of the object and its writing. */
const MOST_ASKED_AGAIN = 3;
const MI = 2 ** 20;

type Side = "bare" | "floor" | "guard";
/** There and back: what drifts while a run lasts falls on each of them alike. */
const TURNS: readonly Side[] = ["bare", "floor", "guard", "guard", "floor", "bare"];

/**
 * From a PATCH to its answer, real writes: with webhook and admission policy as the chart makes them, against none. Between
 * them the floor: the same webhook, whose server allows whatever comes. What it costs is the API server's own asking, which
 * no guard can be without; the rest is the policy and the guard.
 */
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
      const server = await startGuardServer({ kubeconfig, name: cluster.name });
      try {
        return await measure({ cluster, server, sizes: isTiny ? TINY : FULL, repeats, note, signal });
      } finally {
        await server.stop();
      }
    } finally {
      await cluster.end();
    }
  },
};

interface Measuring {
  cluster: GuardCluster;
  server: GuardServer;
  sizes: typeof FULL;
  repeats: number;
  note(line: string): void;
  signal: AbortSignal;
}

type Times = Record<Who, number[]>;
type Actions = Record<Who, Action>;
const none = (): Times => ({ service: [], other: [] });
const BOTH = ["service", "other"] as const;

async function measure(of: Measuring) {
  const { cluster, sizes, repeats, note } = of;
  const actions = {
    service: raise(await cluster.workload("service")),
    other: raise(await cluster.workload("other")),
  };
  let side: Side = "bare";
  for (const warmed of ["guard", "floor", "bare"] as const) {
    await change(of, side, warmed);
    side = warmed;
    await blockOf(of, side, { actions, rounds: sizes.warmUp });
  }
  const rows = new Map<string, Run[]>();
  for (let run = 0; run < repeats; run += 1) {
    const { bare, floor, guard } = await oneRun(of, actions);
    const ratios: [string, (times: readonly number[]) => number, number[], number[]][] = [
      [OWN, percentile99, guard.service, bare.service],
      [OTHERS, percentile99, guard.other, bare.other],
      [TYPICAL, median, guard.service, bare.service],
      [FLOOR, percentile99, floor.service, bare.service],
      [TYPICAL_FLOOR, median, floor.service, bare.service],
      [OVER_FLOOR, percentile99, guard.service, floor.service],
      [TYPICAL_OVER_FLOOR, median, guard.service, floor.service],
    ];
    for (const [name, figure, ours, baseline] of ratios) {
      const one = runOf(figure(ours), figure(baseline));
      rows.set(name, [...(rows.get(name) ?? []), one]);
      note(`${name}: ${one.ours} ms, ${one.baseline} ms (${one.ratio})`);
    }
  }
  return { name: "guard", rows: [...rows].map(([name, runs]) => rowOf(name, "ms", runs)) };
}

/** All sides in short blocks by turns, so that whatever the disk and the machine do falls on each. */
async function oneRun(of: Measuring, actions: Actions): Promise<Record<Side, Times>> {
  const { sizes } = of;
  const times: Record<Side, Times> = { bare: none(), floor: none(), guard: none() };
  let side: Side = "bare";
  for (let block = 0; block < TURNS.length * (sizes.blocks / 2); block += 1) {
    const next = TURNS[block % TURNS.length] ?? "bare";
    await change(of, side, next);
    side = next;
    const took = await blockOf(of, side, { actions, rounds: sizes.rounds });
    for (const who of BOTH) times[side][who].push(...took[who].slice(sizes.settling));
  }
  return times;
}

async function change({ cluster, server }: Measuring, from: Side, to: Side): Promise<void> {
  if (from === to) return;
  if (from !== "bare") await cluster.admission.remove();
  if (to === "guard") await cluster.admission.addGuard(server.guard);
  if (to === "floor") await cluster.admission.addFloor(server.floor);
}

/** Each write of the service was reviewed, and none of the other user's: else something else was measured. */
async function blockOf(
  of: Measuring,
  side: Side,
  { actions, rounds }: { actions: Actions; rounds: number },
): Promise<Times> {
  // The floor says nothing of other users, and is spared them.
  if (side === "bare") return patchesOf(of, actions, rounds, BOTH);
  // Before the first of them and not between: the service commits its attempt before it asks for the write.
  if (side === "guard") await of.server.begin(actions.service);
  const before = await of.server[side].reviews();
  const took = await patchesOf(of, actions, rounds, side === "guard" ? BOTH : ["service"]);
  const { admitted, refused } = await of.server[side].reviews();
  const again = admitted - before.admitted - rounds;
  if (again < 0 || again > MOST_ASKED_AGAIN || refused !== before.refused)
    throw new Error(
      `${rounds + again} reviews for ${rounds} patches, ${refused - before.refused} of them refused`,
    );
  return took;
}

/** One after the other, the users in turns, each from a workload at rest. */
async function patchesOf(
  of: Measuring,
  actions: Actions,
  rounds: number,
  users: readonly Who[],
): Promise<Times> {
  const took = none();
  for (let round = 0; round < rounds; round += 1)
    for (const who of round % 2 === 0 ? users : users.toReversed()) {
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
