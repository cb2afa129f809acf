import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { createKysely, createPool } from "../../src/database/pool.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import { startService } from "../support/service.ts";

/** What a storm cost, and what the service did in it. */
export interface StormRecord {
  workloads: number;
  /** Changes of workloads, dry runs left out: before the breaker opened, and while it was open. */
  writesBefore: number;
  writesDuring: number;
  /** Incidents that people were told of: the root, and those that were known before the storm was seen. */
  roots: number;
  toldOfOthers: number;
  requests: number;
  /** Requests a second of the cluster's time while the breaker was open. */
  requestsPerSecond: number;
  liftedBy: string | null;
  /** Wall time until the breaker opened, and from the recovery until it was lifted. */
  secondsToOpen: number;
  secondsToLift: number;
}

/** So many workloads break at once: memory that all of them need and none has. Then the cause goes away. */
export async function playStorm(options: {
  workloads: number;
  rate: number;
  env?: Record<string, string>;
  signal: AbortSignal;
  databaseUrl: string;
}): Promise<StormRecord> {
  const { workloads, signal } = options;
  const wall = Date.now();
  const clock = createClock({ originMs: wall, anchorMs: wall, rate: options.rate });
  const nodes = Array.from({ length: Math.ceil(workloads / 100) + 1 }, (_, index) => ({
    name: `node-${index}`,
    memory: "64Gi",
    cpu: "64",
  }));
  const cluster = createSimulatedCluster({ clock, nodes });
  const { kubeConfig } = await cluster.start();
  const db = createKysely(createPool({ url: options.databaseUrl, logger: silentLogger, max: 2 }));
  const told = new Map<string, string>();
  const service = await startService({
    clock,
    kubeConfig,
    databaseUrl: options.databaseUrl,
    env: { WATCH: "on", ...options.env },
    notifiers: [
      {
        channel: "test",
        send: async ({ notification }) => {
          told.set(notification.incidentId, notification.cause ?? "unknown");
        },
      },
    ],
  });
  const breaker = () =>
    db.selectFrom("breakers").selectAll().where("breaker", "=", "storm").executeTakeFirst();
  const until = async <T>(ask: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      signal.throwIfAborted();
      const answer = await ask();
      if (answer !== undefined) return answer;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  try {
    const names = Array.from({ length: workloads }, (_, index) => `web-${index}`);
    for (const workload of names)
      cluster.behave({ match: { workload }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
    const began = performance.now();
    await cluster.apply(names.map(deploymentOf));
    const opened = await until(breaker);
    await until(async () => ((await breaker())?.incident_id == null ? undefined : true));
    const secondsToOpen = (performance.now() - began) / 1000;
    // All of them are heard of, and what had begun is written.
    await until(async () => {
      const { count } = await db
        .selectFrom("incidents")
        .select((eb) => eb.fn.countAll<string>().as("count"))
        .executeTakeFirstOrThrow();
      return Number(count) > workloads ? true : undefined;
    });
    const recovering = performance.now();
    for (const workload of names) cluster.behave({ match: { workload }, behaviour: { kind: "runs-well" } });
    const lifted = await until(async () => {
      const now = await breaker();
      return now?.lifted_at == null ? undefined : now;
    });
    const during = cluster
      .requests()
      .filter(
        ({ at, userAgent }) =>
          userAgent === "kube-autofix" && at > opened.opened_at && at < (lifted.lifted_at ?? at),
      );
    const writes = cluster
      .requests()
      .filter(
        ({ verb, resource, dryRun, userAgent }) =>
          userAgent === "kube-autofix" && verb === "patch" && resource === "deployments" && !dryRun,
      );
    const openSeconds = ((lifted.lifted_at?.getTime() ?? 0) - opened.opened_at.getTime()) / 1000;
    await until(async () => {
      const root = await service.client.incident(lifted.incident_id ?? "");
      return root?.status === "closed" ? true : undefined;
    });
    const roots = [...told].filter(([, cause]) => cause === "many-fail-together").length;
    return {
      workloads,
      writesBefore: writes.filter(({ at }) => at <= opened.opened_at).length,
      writesDuring: writes.filter(({ at }) => at > opened.opened_at && at < (lifted.lifted_at ?? at)).length,
      roots,
      toldOfOthers: told.size - roots,
      requests: during.length,
      requestsPerSecond: Math.round((10 * during.length) / openSeconds) / 10,
      liftedBy: lifted.lifted_by,
      secondsToOpen,
      secondsToLift: (performance.now() - recovering) / 1000,
    };
  } finally {
    await service.stop();
    await cluster.stop();
    await db.destroy();
  }
}

function deploymentOf(name: string): object {
  const labels = { app: name };
  const resources = { requests: { memory: "50Mi", cpu: "10m" }, limits: { memory: "100Mi" } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: `team-${Number(name.slice(4)) % 10}` },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "web", image: "registry.example.org/web:1", resources }] },
      },
    },
  };
}
