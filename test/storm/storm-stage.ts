import { silentLogger } from "../../src/core/logger.ts";
import { isConnectionLoss } from "../../src/database/errors.ts";
import { createKysely, createPool } from "../../src/database/pool.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import { stopGranted } from "../support/rights.ts";
import { startService, type TestService } from "../support/service.ts";
import { createChangingClock } from "./changing-clock.ts";

export interface StormOptions {
  workloads: number;
  /** Seconds of the cluster and the service that pass in one of the wall, once all are heard of; until then it is one. */
  rate: number;
  databaseUrl: string;
  env?: Record<string, string>;
  signal: AbortSignal;
  /** Hears how far it is. */
  say?: (line: string) => void;
}

export type StormStage = Awaited<ReturnType<typeof raiseStormStage>>;

const POLL_MS = 100;
/**
 * No rollout ends within the window in which a storm is counted: how many changes come before the breaker is then a matter of bounds,
 * and not of this machine's pace.
 */
const MIN_READY_SECONDS = 600;
/** So many of a storm's workloads to a node. */
const PER_NODE = 100;
/** A machine under load is slow to connect: that is no part of the story. */
const CONNECT_MS = 60_000;

/** A cluster, and replicas of the service on one database that tell one list. */
export async function raiseStormStage({ workloads, databaseUrl, env, signal }: StormOptions) {
  const clock = createChangingClock(1);
  const nodes = Array.from({ length: Math.ceil(workloads / PER_NODE) + 1 }, (_, index) => ({
    name: `node-${index}`,
    memory: "64Gi",
    cpu: "64",
  }));
  const cluster = createSimulatedCluster({ clock, nodes });
  const { kubeConfig } = await cluster.start();
  const db = createKysely(
    createPool({ url: databaseUrl, logger: silentLogger, max: 2, connectMs: CONNECT_MS }),
  );
  const told = new Map<string, string>();
  const services: TestService[] = [];
  return {
    clock,
    cluster,
    db,
    /** The cause of each incident that people were told of. */
    told,
    async serve(more: Record<string, string>): Promise<TestService> {
      const service = await startService({
        clock,
        kubeConfig,
        databaseUrl,
        env: { DATABASE_WAIT_SECONDS: "900", ...more, ...env },
        notifiers: [
          {
            channel: "test",
            send: async ({ notification }) =>
              void told.set(notification.incidentId, notification.cause ?? "unknown"),
          },
        ],
      });
      services.push(service);
      return service;
    },
    /** Asks until there is an answer; a database that is slow meanwhile is asked again. */
    async until<T>(ask: () => Promise<T | undefined>): Promise<T> {
      for (;;) {
        signal.throwIfAborted();
        const answer = await ask().catch((error: unknown) => {
          if (!isConnectionLoss(error)) throw error;
          return undefined;
        });
        if (answer !== undefined) return answer;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    async end() {
      for (const service of services.reverse()) await service.stop();
      await stopGranted(cluster);
      await db.destroy();
    },
  };
}

export const namesOf = (workloads: number) => Array.from({ length: workloads }, (_, index) => `web-${index}`);

export function deploymentOf(name: string): object {
  const labels = { app: name };
  const resources = { requests: { memory: "50Mi", cpu: "10m" }, limits: { memory: "100Mi" } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: `team-${Number(name.slice(4)) % 10}` },
    spec: {
      replicas: 1,
      minReadySeconds: MIN_READY_SECONDS,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "web", image: "registry.example.org/web:1", resources }] },
      },
    },
  };
}
