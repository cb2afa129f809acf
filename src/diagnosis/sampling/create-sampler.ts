import type { Kysely } from "kysely";
import type { Clock } from "../../core/clock.ts";
import { messageOf } from "../../core/errors.ts";
import type { Ids } from "../../core/ids.ts";
import type { Logger } from "../../core/logger.ts";
import { createLease } from "../../database/leases.ts";
import type { Tables } from "../../database/tables.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { ClusterReader } from "../../kubernetes/cluster-reader.ts";
import { memoryOf, readPodMetrics } from "../collectors/pod-metrics.ts";
import { selectorOf } from "../collectors/workload.ts";
import { createMemoryHistory } from "./memory-history.ts";
import { type SampledWorkload, sampledWorkloads } from "./sampled-workloads.ts";

interface SamplerDeps {
  db: Kysely<Tables>;
  reader: Pick<ClusterReader, "get" | "list" | "serves">;
  clock: Clock;
  ids: Ids;
  logger: Logger;
}

export interface Sampler {
  start(): void;
  stop(): Promise<void>;
}

/** A sampler that was killed is replaced within this. */
const LEASE_MS = 10_000;
/** As metrics-server measures by default. */
const EVERY_MS = 15_000;
const FORGET_EVERY = 20;
/** All reads of one round, in wall time: the next one is due. */
const ROUND_MS = 15_000;
/** Of a workload with many pods those that the signals are about come first. */
const MOST_PODS = 5;

/**
 * Keeps what the metrics API tells of workloads whose memory is in question, so that a trend can be told where no
 * Prometheus is: the API itself knows the present alone. One replica samples.
 */
export function createSampler(deps: SamplerDeps): Sampler {
  const { db, clock, ids, logger } = deps;
  const lease = createLease({ db, name: "sampler", holder: ids.next(), ttlMs: LEASE_MS, logger });
  let held: Promise<void> | undefined;
  return {
    start() {
      held ??= lease.run(async (signal) => {
        const round = createRound(deps);
        for (let count = 0; !signal.aborted; count += 1) {
          await round(count, AbortSignal.any([signal, AbortSignal.timeout(ROUND_MS)])).catch(
            (error: unknown) => logger.debug({ error: messageOf(error) }, "memory in use was not sampled"),
          );
          await clock.sleep(EVERY_MS, signal).catch(() => {});
        }
      });
    },
    async stop() {
      await lease.stop();
      await held;
    },
  };
}

function createRound({ db, reader, clock, logger }: SamplerDeps) {
  const history = createMemoryHistory({ db, clock });
  const sample = async ({ object, suspects }: SampledWorkload, signal: AbortSignal) => {
    const workload = await reader.get(object, signal);
    const labelSelector = workload && selectorOf(workload);
    if (labelSelector === undefined) return;
    const items =
      (await readPodMetrics(reader, { namespace: object.namespace, labelSelector }, signal)) ?? [];
    const rank = (name: string) => (suspects.includes(name) ? suspects.indexOf(name) : suspects.length);
    const chosen = items
      .toSorted((a, b) => rank(a.metadata.name) - rank(b.metadata.name))
      .slice(0, MOST_PODS);
    const now = clock.now().toISOString();
    await history.keep(
      object.namespace,
      chosen.flatMap((item) => memoryOf(item, now)),
    );
  };
  return async (count: number, signal: AbortSignal): Promise<void> => {
    if (count % FORGET_EVERY === 0) await history.forgetOld();
    for (const workload of await sampledWorkloads(db, clock.now())) {
      // What cannot be read of one is no reason to go without the others.
      await sample(workload, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        logger.debug({ workload: describeRef(workload.object), error: messageOf(error) }, "not sampled");
      });
    }
  };
}
