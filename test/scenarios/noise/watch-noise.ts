import { createClock } from "../../../src/core/clock.ts";
import type { Delivery } from "../../../src/notify/notifier.ts";
import { createSimulatedCluster } from "../../../src/simulation/create-simulated-cluster.ts";
import { testDatabase } from "../../support/database.ts";
import { stopGranted } from "../../support/rights.ts";
import { startService } from "../../support/service.ts";
import { createVary } from "../vary.ts";
import type { Activity, Place } from "./activity.ts";
import { createClusterHand, HAND } from "./cluster-hand.ts";
import { countSeen } from "./seen-on-cluster.ts";

export interface NoiseReport {
  /** What was done on the cluster, and how often. */
  done: Record<string, number>;
  /** What came of it, as the cluster's events and pods tell. */
  seen: Record<string, number>;
  /** Signals that the service took in, by symptom, and what became of them. */
  signals: Record<string, number>;
  /** A line each. */
  incidents: string[];
  cards: string[];
  /** What the service changed: requests that were carried out, beside Events. */
  writes: string[];
  /** Activities that did not go on to the end. */
  failures: string[];
}

export interface NoiseOptions {
  activities: readonly Activity[];
  seconds: number;
  /** Seconds of the cluster that pass in one of the wall's. */
  rate: number;
  seed: number;
}

const NODES = ["node-a", "node-b", "node-c", "node-d"];
/** A failed run looks for noise that comes late: nothing is done any more, and all must come to rest. */
const QUIET_SECONDS = 600;

/** Everyday work on a cluster that the whole service watches with full autonomy; what it did and said is told. */
export async function watchNoise(options: NoiseOptions): Promise<NoiseReport> {
  const { activities, seconds, rate, seed } = options;
  const now = Date.now();
  const clock = createClock({ originMs: now, anchorMs: now, rate });
  const nodes = NODES.map((name) => ({ name }));
  const cluster = createSimulatedCluster({ clock, seed, nodes, hasMetrics: true });
  const seen = countSeen(cluster);
  const { kubeConfig, url } = await cluster.start();
  const database = await testDatabase();
  const deliveries: Delivery[] = [];
  const service = await startService({
    clock,
    kubeConfig,
    databaseUrl: database.url,
    env: { WATCH: "on", PUBLIC_URL: "http://autofix.test" },
    notifiers: [{ channel: "test", send: async (delivery) => void deliveries.push(delivery) }],
  });
  const over = new AbortController();
  const done: Record<string, number> = {};
  const failures: string[] = [];
  const placeOf = (activity: Activity): Place => {
    const vary = createVary(seed, `noise: ${activity.name}`);
    const sleep = (of: number) => clock.sleep(of * 1000, over.signal);
    return {
      vary,
      cluster,
      sleep,
      hand: createClusterHand(url),
      did: (what) => {
        done[what] = (done[what] ?? 0) + 1;
      },
      async every([from, to], act) {
        for (let time = 1; ; time += 1) {
          await sleep(vary.integer(from, to));
          await act(time);
        }
      },
    };
  };
  try {
    const running = activities.map((activity) =>
      activity.run(placeOf(activity)).catch((error: unknown) => {
        if (!over.signal.aborted) failures.push(`${activity.name}: ${String(error)}`);
      }),
    );
    await clock.sleep(seconds * 1000);
    over.abort(new Error("the watch is over"));
    await Promise.all(running);
    await clock.sleep(QUIET_SECONDS * 1000);
    return {
      done,
      seen,
      failures,
      ...(await tell(database.db)),
      cards: deliveries.map(({ notification: { change, subject, cause, summary } }) =>
        [change, `${subject.kind} ${subject.namespace}/${subject.name}`, cause ?? "-", summary].join(" · "),
      ),
      writes: cluster
        .requests()
        .filter(({ verb }) => ["create", "update", "patch", "delete", "deletecollection"].includes(verb))
        .filter(({ userAgent, dryRun, code }) => userAgent !== HAND && !dryRun && code < 300)
        .filter(({ resource }) => !resource.startsWith("events") && !resource.includes("accessreviews"))
        .map(({ verb, path }) => `${verb} ${path}`),
    };
  } finally {
    over.abort(new Error("the watch is over"));
    await service.stop();
    await database.drop();
    await stopGranted(cluster);
  }
}

type Database = Awaited<ReturnType<typeof testDatabase>>["db"];

async function tell(db: Database): Promise<Pick<NoiseReport, "incidents" | "signals">> {
  const incidents = await db.selectFrom("incidents").selectAll().orderBy("opened_at").execute();
  const signals = await db
    .selectFrom("signals")
    .select(["symptom", "state", "source", "detail", "incident_id", "at"])
    .orderBy("at")
    .execute();
  const counted: Record<string, number> = {};
  for (const { symptom, state } of signals) {
    const key = `${symptom} ${state}`;
    counted[key] = (counted[key] ?? 0) + 1;
  }
  return {
    signals: counted,
    incidents: incidents.map((row) =>
      [
        `${row.subject_kind} ${row.subject_namespace}/${row.subject_name}`,
        row.cause ?? "no cause",
        row.outcome ?? row.status,
        row.summary,
        `opened ${row.opened_at.toISOString()}`,
        ...signals
          .filter(({ incident_id }) => incident_id === row.id)
          .map(({ source, symptom, detail, at }) => `${at.toISOString()} ${source} ${symptom}: ${detail}`),
      ].join(" · "),
    ),
  };
}
