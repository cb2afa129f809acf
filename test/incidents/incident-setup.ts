import type { Clock } from "../../src/core/clock.ts";
import { createEffects, type Effects } from "../../src/core/effects.ts";
import { createIds } from "../../src/core/ids.ts";
import { type Logger, silentLogger } from "../../src/core/logger.ts";
import type { Finding } from "../../src/domain/finding.ts";
import type { ObjectRef } from "../../src/domain/object-ref.ts";
import type { NewSignal, Suspect } from "../../src/domain/signal.ts";
import type { Autonomy } from "../../src/domain/verdict.ts";
import { createCorrelator } from "../../src/incidents/correlate.ts";
import { createIngest } from "../../src/incidents/ingest.ts";
import type { JobSender } from "../../src/incidents/job-sender.ts";
import { createIncidentStore } from "../../src/incidents/live-incident-store.ts";
import { createIncidentQueries } from "../../src/incidents/queries.ts";
import type { SubjectFinder, SubjectSearch } from "../../src/kubernetes/find-subject.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { countedCorrelation } from "../support/wakes.ts";

/** A clock that stands until it is moved. */
export interface HandClock extends Clock {
  advance(seconds: number): void;
}

export function handClock(start = "2026-11-22T12:00:00.000Z"): HandClock {
  let nowMs = Date.parse(start);
  return {
    now: () => new Date(nowMs),
    wallMs: (ms) => ms,
    sleep: () => Promise.reject(new Error("nothing in this room sleeps")),
    advance: (seconds) => {
      nowMs += seconds * 1000;
    },
  };
}

export const DEPLOYMENT: ObjectRef = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace: "shop",
  name: "web",
  uid: "11111111-1111-4111-8111-111111111111",
};

export interface Replica extends ReturnType<typeof replicaOn> {}

/** One service's incident room on a database; two of them on one database are two replicas. */
export function replicaOn(database: TestDatabase, clock: HandClock, options: ReplicaOptions = {}) {
  const { db } = database;
  const sent: string[] = [];
  const jobs: JobSender = {
    correlation: countedCorrelation,
    advance: async (_trx, id) => void sent.push(`advance ${id}`),
    deliver: async () => void sent.push("deliver"),
  };
  const metrics = createMetrics();
  const shared = {
    db,
    clock,
    ids: createIds(clock),
    effects: options.effects ?? createEffects(),
    jobs,
    metrics,
    logger: options.logger ?? silentLogger,
  };
  const store = createIncidentStore({ ...shared, channels: ["terminal"], codeVersion: "0.1.0" });
  const finder: SubjectFinder = {
    find:
      options.find ?? (async () => ({ kind: "found", subject: DEPLOYMENT, workload: DEPLOYMENT, note: "" })),
  };
  const correlator = createCorrelator({
    ...shared,
    store,
    finder,
    clusterId: async () => "cluster-1",
    quietSeconds: 60,
    ...(options.autonomy && {
      autonomyOf: async () => ({ autonomy: options.autonomy ?? "auto", reason: "label on the namespace" }),
    }),
  });
  return {
    sent,
    metrics,
    store,
    ingest: createIngest({ ...shared, clusterName: "blue" }),
    queries: createIncidentQueries({ db }),
    correlator,
    correlate: () => correlator.correlatePending(new AbortController().signal),
  };
}

export interface ReplicaOptions {
  find?: (suspect: Suspect) => Promise<SubjectSearch>;
  effects?: Effects;
  autonomy?: Autonomy;
  logger?: Logger;
}

export async function incidentRoom(options: ReplicaOptions = {}) {
  const database = await testDatabase();
  const clock = handClock();
  return { database, db: database.db, clock, ...replicaOn(database, clock, options) };
}
export type Room = Awaited<ReturnType<typeof incidentRoom>>;

export function podSignal(change: Partial<NewSignal> & { pod?: string } = {}): NewSignal {
  const { pod = "web-5d4f-abcde", ...fields } = change;
  return {
    key: `pod:${pod}:app:1`,
    source: "pod-status",
    symptom: "oom-killed",
    suspect: {
      apiVersion: "v1",
      kind: "Pod",
      namespace: "shop",
      name: pod,
      uid: "",
      container: "app",
      labels: {},
    },
    at: "2026-11-22T12:00:00Z",
    detail: "container app was killed at its memory limit",
    ...fields,
  };
}

/** Opens one incident from one signal and returns its id. */
export async function openOne(room: Room, signal = podSignal()): Promise<string> {
  await room.ingest.acceptSignals([signal]);
  await room.correlate();
  const row = await room.db
    .selectFrom("signals")
    .select("incident_id")
    .where("key", "=", signal.key)
    .executeTakeFirstOrThrow();
  if (row.incident_id === null) throw new Error("the signal opened no incident");
  return row.incident_id;
}

export function finding(cause: Finding["cause"] = "memory-limit-too-low"): Finding {
  return {
    cause,
    object: DEPLOYMENT,
    confidence: 0.9,
    sentence: `found: ${cause}`,
    evidence: [
      { id: "e1", kind: "gap", source: "metrics API", at: "2026-11-22T12:00:00Z", text: "no metrics" },
      {
        id: "e2",
        kind: "container-status",
        source: "pod web",
        at: "2026-11-22T12:00:00Z",
        text: "killed\ntwice",
      },
    ],
    ruledOut: [{ cause: "node-out-of-memory", why: "the node has free memory" }],
    memory: null,
    rollback: null,
    repair: null,
    advice: [],
  };
}

export const because = (text: string) => ({ text, input: { text }, output: {} });
