import type { KubeConfig } from "@kubernetes/client-node";
import { alertPayload } from "../../../src/cli/demo/alert-payload.ts";
import { untilKilledAgain } from "../../../src/cli/demo/killed-pod.ts";
import { type Clock, createClock } from "../../../src/core/clock.ts";
import type { Delivery } from "../../../src/notify/notifier.ts";
import {
  createSimulatedCluster,
  type SimulatedCluster,
  type SimulatedClusterOptions,
} from "../../../src/simulation/create-simulated-cluster.ts";
import { type TestDatabase, testDatabase } from "../../support/database.ts";
import { stopGranted } from "../../support/rights.ts";
import { startService, type TestService, type TestServiceOptions } from "../../support/service.ts";

export interface Stage {
  clock: Clock;
  cluster: SimulatedCluster;
  kubeConfig: KubeConfig;
  /** Where the cluster has one. */
  prometheusUrl: string | undefined;
  /** The whole service on a database of its own; all that it tells people is kept. */
  serve(options?: Partial<TestServiceOptions>): Promise<Served>;
  end(): Promise<void>;
}

export interface Served extends TestService {
  database: TestDatabase;
  deliveries: Delivery[];
  /** What was told of the incidents of one namespace. */
  told(namespace: string): string[];
}

const RATE = 40;

/** One simulated cluster on a sped-up clock, and services on it. */
export async function raiseStage(options: Omit<SimulatedClusterOptions, "clock"> = {}): Promise<Stage> {
  const now = Date.now();
  const clock = createClock({ originMs: now, anchorMs: now, rate: RATE });
  const cluster = createSimulatedCluster({ clock, ...options });
  const { kubeConfig, prometheusUrl } = await cluster.start();
  const ends: (() => Promise<void>)[] = [];
  return {
    clock,
    cluster,
    kubeConfig,
    prometheusUrl,
    async serve(options = {}) {
      const database = await testDatabase();
      const deliveries: Delivery[] = [];
      const service = await startService({
        clock,
        kubeConfig,
        databaseUrl: database.url,
        ...options,
        env: { PUBLIC_URL: "http://autofix.test", ...options.env },
        notifiers: [{ channel: "test", send: async (delivery) => void deliveries.push(delivery) }],
      });
      ends.push(async () => {
        await service.stop();
        await database.drop();
      });
      const told = (namespace: string) =>
        deliveries
          .filter(({ notification }) => notification.subject.namespace === namespace)
          .map(({ notification }) => notification.change);
      return { ...service, database, deliveries, told };
    },
    async end() {
      for (const end of ends.reverse()) await end();
      await stopGranted(cluster);
    },
  };
}

let fingerprints = 0;

/** Alertmanager's delivery for the pod of the namespace that was killed, with a fingerprint of its own. */
export async function deliverKill(stage: Stage, service: TestService, namespace: string): Promise<void> {
  const pod = await untilKilledAgain(stage.kubeConfig, namespace, AbortSignal.timeout(40_000));
  fingerprints += 1;
  await service.client.sendAlerts(
    alertPayload({
      namespace,
      pod: pod.name,
      container: pod.container,
      startsAt: stage.clock.now(),
      fingerprint: fingerprints.toString(16).padStart(16, "0"),
    }),
  );
}

/** Writes to the workload that were carried out. */
export function patchesOf(stage: Stage, namespace: string) {
  return stage.cluster
    .requests()
    .filter(
      (one) =>
        one.verb === "patch" &&
        one.namespace === namespace &&
        one.resource === "deployments.apps" &&
        !one.dryRun,
    );
}

export async function until<T>(
  look: () => T | undefined | Promise<T | undefined>,
  what: string,
  withinMs = 45_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
