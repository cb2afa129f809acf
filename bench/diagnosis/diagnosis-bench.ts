import { createIds } from "../../src/core/ids.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { createDiagnosis } from "../../src/diagnosis/create-diagnosis.ts";
import { newIncident } from "../../src/incidents/open-incident.ts";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { createLiveClusterReader } from "../../src/kubernetes/live-cluster-reader.ts";
import type { Bench } from "../bench.ts";
import { type Run, rowOf, runOf } from "../measure.ts";
import { clientOf, recordRequests } from "../road/recorded-requests.ts";
import { ILL, NAMESPACE } from "./crowd.ts";
import { type CrowdedCluster, startCrowdedCluster } from "./crowded-cluster.ts";

const GOAL = "at most 1.5";
const PODS = { few: 10, many: 2_000, tiny: 60 };
const WARM_UP_RUNS = 3;
const TIMEOUT_MS = 30_000;
/** A moment after it was opened the diagnosis would still wait for what may pass by itself. */
const OPENED_AGO_MS = 120_000;
const illWorkload = { apiVersion: "apps/v1", kind: "Deployment", namespace: NAMESPACE, name: ILL };

interface Look {
  requests: number;
  ms: number;
  conclusion: string;
}

/** From an opened incident to its finding, in a namespace of 2,000 pods against the same in one of 10. */
export const diagnosisBench: Bench = {
  summary: "from an incident to its finding, in a namespace of 2,000 pods against one of 10",
  goals: { "API requests": GOAL },
  async run(options) {
    const [few, many] = await Promise.all([
      startCrowdedCluster(PODS.few),
      startCrowdedCluster(options.isTiny ? PODS.tiny : PODS.many),
    ]);
    try {
      const [ours, baseline] = [lookerAt(many), lookerAt(few)];
      const requests: Run[] = [];
      const times: Run[] = [];
      const warmUpRuns = options.isTiny ? 0 : WARM_UP_RUNS;
      for (let run = 0; run < warmUpRuns + options.repeats; run += 1) {
        const [atMany, atFew] = [await ours(), await baseline()];
        if (atMany.conclusion !== atFew.conclusion)
          throw new Error(`two conclusions of one case: ${atMany.conclusion} and ${atFew.conclusion}`);
        options.note(
          `${run < warmUpRuns ? "warm-up" : "run"}: ${atMany.conclusion}; ${atMany.requests} requests in ${atMany.ms.toFixed(1)} ms, ${atFew.requests} in ${atFew.ms.toFixed(1)} ms`,
        );
        if (run < warmUpRuns) continue;
        requests.push(runOf(atMany.requests, atFew.requests));
        times.push(runOf(atMany.ms, atFew.ms));
      }
      return {
        name: "diagnosis",
        rows: [rowOf("API requests", "requests", requests), rowOf("time", "ms", times)],
      };
    } finally {
      await Promise.all([few.stop(), many.stop()]);
    }
  },
};

/** Each look starts as the service does for a young incident, on a reader that knows nothing yet. */
function lookerAt({ kubeConfig, clock }: CrowdedCluster): () => Promise<Look> {
  const recorder = recordRequests(clientOf(kubeConfig));
  const ids = createIds(clock);
  return async () => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const reader = createLiveClusterReader({ kubeConfig, clock, timeoutMs: TIMEOUT_MS });
    const object = await reader.get(illWorkload, signal);
    if (object === undefined) throw new Error("the ill workload is not there");
    const workload = refOf(object);
    const opening = { cluster: "bench", subject: workload, workload, summary: "", source: "event" } as const;
    const incident = newIncident(ids.next(), opening, new Date(clock.now().getTime() - OPENED_AGO_MS));
    const diagnosis = createDiagnosis({ reader, clock, ids, logger: silentLogger });
    recorder.restart();
    const startMs = performance.now();
    const conclusion = await diagnosis.investigate({ incident, signals: [], attempts: [] }, signal);
    return {
      ms: performance.now() - startMs,
      requests: recorder.requests().length,
      conclusion: conclusion.kind === "finding" ? conclusion.finding.cause : conclusion.kind,
    };
  };
}
