import type { Action } from "../../src/domain/action.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { setMemoryLimit } from "../../src/remediation/actions/set-memory-limit.ts";
import type { Bench } from "../bench.ts";
import { type Run, rowOf, runOf } from "../measure.ts";
import { percentile99 } from "../percentile.ts";
import { type GuardCluster, openGuardCluster, type Who } from "./guard-cluster.ts";
import { type GuardServer, startGuardServer } from "./guard-server.ts";

const OWN = "99 of 100 patches of the service";
const OTHERS = "99 of 100 patches of another user";
const PATCHES = 300;
const WARM_UP = 100;
const MI = 2 ** 20;

/** From a PATCH to its answer, real writes: with webhook and admission policy as the chart makes them, against none. */
export const guardBench: Bench = {
  summary: "a patch with the admission guard, against the same patch without",
  goals: { [OWN]: "at most 1.2", [OTHERS]: "1.0" },
  async run({ kubeconfig, repeats, isTiny, note }) {
    if (kubeconfig === undefined) {
      note("not measured: the guard stands before a real API server, which KUBECONFIG must name");
      return { name: "guard", rows: [] };
    }
    const cluster = await openGuardCluster(kubeconfig);
    try {
      const guard = await startGuardServer({ kubeconfig, name: cluster.name });
      try {
        const patches = isTiny ? 10 : PATCHES;
        return await measure({ cluster, guard, patches, repeats, warmUp: isTiny ? 2 : WARM_UP, note });
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
  patches: number;
  warmUp: number;
  repeats: number;
  note(line: string): void;
}

async function measure(of: Measuring) {
  const { cluster, guard, patches, repeats, warmUp, note } = of;
  const actions = {
    service: raise(await cluster.workload("service")),
    other: raise(await cluster.workload("other")),
  };
  const bare = () => patchesOf(cluster, actions, patches);
  const guarded = async () => {
    await cluster.addGuard(guard.port);
    await guard.begin(actions.service);
    const before = await guard.reviews();
    await patchesOf(cluster, actions, warmUp);
    const took = await patchesOf(cluster, actions, patches);
    const { admitted } = await guard.reviews();
    await cluster.removeGuard();
    // Each write of the service was reviewed, and none of the other user's: else something else was measured.
    if (admitted - before.admitted !== patches + warmUp)
      throw new Error(`${admitted - before.admitted} reviews for ${patches + warmUp} patches`);
    return took;
  };
  await patchesOf(cluster, actions, warmUp);
  const runs: Record<Who, Run[]> = { service: [], other: [] };
  for (let run = 0; run < repeats; run += 1) {
    // In turns, so that neither side always comes first.
    const first = run % 2 === 0 ? await bare() : undefined;
    const withGuard = await guarded();
    const without = first ?? (await bare());
    for (const who of ["service", "other"] as const)
      runs[who].push(runOf(percentile99(withGuard[who]), percentile99(without[who])));
    const [own, others] = [runs.service.at(-1), runs.other.at(-1)];
    note(
      `p99 ${own?.ours} ms, ${own?.baseline} ms without; another user ${others?.ours} and ${others?.baseline} ms`,
    );
  }
  return { name: "guard", rows: [rowOf(OWN, "ms", runs.service), rowOf(OTHERS, "ms", runs.other)] };
}

/** One after the other, both users in turns, so that whatever else the machine does falls on both. */
async function patchesOf(
  cluster: GuardCluster,
  actions: Record<Who, Action>,
  count: number,
): Promise<Record<Who, number[]>> {
  const took: Record<Who, number[]> = { service: [], other: [] };
  for (let index = 0; index < count; index += 1)
    for (const who of ["service", "other"] as const) {
      took[who].push(await cluster.change(who, actions[who]));
      await cluster.putBack(who, actions[who]);
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
