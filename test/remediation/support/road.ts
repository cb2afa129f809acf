import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { createClock } from "../../../src/core/clock.ts";
import { createEffects, type EffectInstant } from "../../../src/core/effects.ts";
import { given } from "../../../src/core/given.ts";
import { createIds } from "../../../src/core/ids.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import type { KeyRing } from "../../../src/database/key-ring.ts";
import { createDiagnosis } from "../../../src/diagnosis/create-diagnosis.ts";
import type { Diagnosis } from "../../../src/diagnosis/diagnosis.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { ObjectRef } from "../../../src/domain/object-ref.ts";
import { createIncidentStore } from "../../../src/incidents/live-incident-store.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import type { ClusterWriter } from "../../../src/kubernetes/cluster-writer.ts";
import { createLiveClusterReader } from "../../../src/kubernetes/live-cluster-reader.ts";
import { createLiveClusterWriter } from "../../../src/kubernetes/live-cluster-writer.ts";
import { createMetrics } from "../../../src/metrics/metrics.ts";
import { createApprovals } from "../../../src/remediation/approvals.ts";
import { createRemediation } from "../../../src/remediation/create-remediation.ts";
import { attemptsOf } from "../../../src/remediation/ledger/attempt-rows.ts";
import { createDeciders } from "../../../src/remediation/policy/deciders.ts";
import { emptyPolicy, type Policy } from "../../../src/remediation/policy/policy.ts";
import { createRouter } from "../../../src/remediation/policy/router.ts";
import type { RemediationSettings } from "../../../src/remediation/remediation-deps.ts";
import { createStoppableWriter } from "../../../src/remediation/stop/stoppable-writer.ts";
import { createSimulatedCluster } from "../../../src/simulation/create-simulated-cluster.ts";
import type { NodeSize } from "../../../src/simulation/initial-objects.ts";
import { testDatabase } from "../../support/database.ts";
import { assertGranted } from "../../support/rights.ts";
import { noJobs } from "../../support/wakes.ts";

export const SETTINGS: RemediationSettings = {
  autonomy: "auto",
  verifySoakSeconds: 30,
  verifySoakMaxSeconds: 600,
  verifyTimeoutSeconds: 300,
  approvalTimeoutSeconds: 600,
  maxAttempts: 3,
  maxChangesInFlight: 5,
  blast: {
    mostInNamespace: 3,
    sharePercent: 25,
    mostInHour: 60,
    stormWorkloads: 25,
    stormWindowSeconds: 300,
    stormCalmSeconds: 120,
    failedPercent: 50,
  },
};

export interface RoadOptions {
  settings?: Partial<RemediationSettings>;
  policy?: Policy;
  /** Open ids of those who decide on cards where the policy names nobody. */
  approvers?: string[];
  at?: (instant: EffectInstant) => void | Promise<void>;
  wrapWriter?: (writer: ClusterWriter) => ClusterWriter;
  rate?: number;
  /** Wall time after which everything ends; for all stories of the road together. */
  boundMs?: number;
  nodes?: NodeSize[];
  /** The connection refuses what is no dry run, whatever the steps think; else as the settings say. */
  writesNothing?: boolean;
  /** Of the links of approvals; absent: one for ever. */
  keys?: KeyRing;
  /** In place of the signatures. */
  diagnosis?: Diagnosis;
  /** What this process's own requests say of the API server; absent: nothing. */
  apiPressure?: { reason(): string | undefined };
  /** What happens between a look and the plan that follows from it. */
  afterLook?: () => Promise<void>;
}

/** The whole room on real parts: database, store, diagnosis, and a simulated cluster over HTTP, on a fast clock. */
export async function startRoad(options: RoadOptions = {}) {
  const wall = Date.now();
  const clock = createClock({ originMs: wall, anchorMs: wall, rate: options.rate ?? 40 });
  const cluster = createSimulatedCluster({ clock, ...given("nodes", options.nodes) });
  const { kubeConfig } = await cluster.start();
  const database = await testDatabase();
  const { db } = database;
  const ids = createIds(clock);
  const metrics = createMetrics();
  const effects = createEffects(options.at);
  const logger = silentLogger;
  const jobs = noJobs;
  const policy = options.policy ?? emptyPolicy();
  const store = createIncidentStore({
    db,
    routeOf: createRouter({ policy: () => policy, clock, logger }),
    effects,
    logger,
    clock,
    ids,
    jobs,
    metrics,
    channels: ["test"],
    codeVersion: "test",
  });
  const settings = { ...SETTINGS, ...options.settings };
  const { isDryRun = false } = { ...settings, ...given("isDryRun", options.writesNothing) };
  const live = { kubeConfig, clock, logger, timeoutMs: 10_000, isDryRun };
  const reader = createLiveClusterReader(live);
  const writer = createStoppableWriter(
    (options.wrapWriter ?? ((one) => one))(createLiveClusterWriter(live)),
    db,
  );
  const deciders = createDeciders(() => policy, options.approvers ?? ["ou_ada", "ou_bob"]);
  const { keys = { at: () => Buffer.alloc(32, 7) } } = options;
  const approvals = createApprovals({ db, store, clock, ids, effects, metrics, deciders, keys });
  const remediation = createRemediation({
    db,
    store,
    reader,
    writer,
    policy: () => policy,
    approvals,
    clock,
    ids,
    effects,
    metrics,
    logger,
    settings,
    ...given("apiPressure", options.apiPressure),
  });
  const diagnosis =
    options.diagnosis ?? createDiagnosis({ db, reader, clock, ids, effects, metrics, logger } as never);
  const signal = AbortSignal.timeout(options.boundMs ?? 300_000);

  const open = async (subject: ObjectRef): Promise<Incident> => {
    const id = await store.opening("correlate.commit", async (tx) => {
      const incident = await tx.open(
        { cluster: "simulated", subject, workload: subject, summary: "killed", source: "pod-status" },
        { text: "opened", input: {}, output: {} },
      );
      if (incident === undefined) throw new Error("an incident is open already");
      return incident.id;
    });
    return read(id);
  };
  const read = async (id: string): Promise<Incident> => {
    const incident = await store.read(id);
    if (incident === undefined) throw new Error(`no incident ${id}`);
    return incident;
  };
  const investigate = async (incident: Incident) => {
    const claim = await claimOf(incident.id);
    const attempts = await attemptsOf(db, incident.id);
    const conclusion = await diagnosis.investigate({ incident, signals: [], attempts }, signal);
    await options.afterLook?.();
    await store.withClaim("finding.commit", claim, async (tx) => {
      const record = { text: conclusion.kind, input: {}, output: conclusion };
      if (conclusion.kind === "finding")
        await tx.advance({ type: "diagnosed", finding: conclusion.finding }, record);
      else {
        const seconds = conclusion.kind === "wait" ? conclusion.seconds : 5;
        const until = new Date(clock.now().getTime() + seconds * 1000);
        await tx.advance({ type: "waiting", until, reason: conclusion.reason }, record);
      }
    });
    return conclusion.kind === "finding";
  };
  const claimOf = async (id: string) => {
    const claim = await store.claim(id);
    if (claim === undefined) throw new Error(`no incident ${id}`);
    return claim;
  };
  /** One run, as the graph would make it. */
  const step = async (id: string): Promise<Incident> => {
    const incident = await read(id);
    if (incident.status === "investigating" && !(await investigate(incident))) return read(id);
    const run = { claim: await claimOf(id), signal };
    if (incident.status === "investigating") await remediation.propose(run);
    else if (incident.status === "awaiting-approval") await remediation.reviewApproval(run);
    else if (incident.status === "applying") await remediation.apply(run);
    else if (incident.status === "verifying") await remediation.verify(run);
    else if (incident.status === "rolling-back") await remediation.putBack(run);
    else await remediation.watch(run);
    return read(id);
  };
  /** Runs at each due time until `isDone`; the clock is fast. */
  const drive = async (id: string, isDone: (incident: Incident) => boolean): Promise<Incident> => {
    for (let incident = await read(id); ; incident = await step(id)) {
      if (isDone(incident)) return incident;
      signal.throwIfAborted();
      const dueMs = (incident.dueAt?.getTime() ?? 0) - clock.now().getTime();
      if (dueMs > 0) await clock.sleep(dueMs, signal);
    }
  };
  const object = async (ref: Pick<ObjectRef, "apiVersion" | "kind" | "namespace" | "name">) => {
    const found = await reader.get(ref, signal);
    if (found === undefined) throw new Error(`${ref.kind} ${ref.name} is not there`);
    return found;
  };
  return {
    approvals,
    claimOf,
    clock,
    cluster,
    databaseUrl: database.url,
    db,
    drive,
    metrics,
    object,
    open,
    read,
    reader,
    remediation,
    settings,
    signal,
    step,
    store,
    writer,
    attempts: (id: string) => attemptsOf(db, id),
    /** Until the cluster shows it; asked again as fast as the clock runs. */
    async until(holds: () => Promise<boolean>) {
      while (!(await holds())) await clock.sleep(1000, signal);
    },
    async stop() {
      await cluster.stop();
      await database.drop();
      assertGranted(cluster.requests());
    },
  };
}
export type Road = Awaited<ReturnType<typeof startRoad>>;

export function classicDeployment(): KubernetesObject {
  return parse(readFileSync("test/fixtures/oom-stress.yaml", "utf8")) as KubernetesObject;
}

export function refTo(object: KubernetesObject): ObjectRef {
  const { name, namespace, uid } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: namespace ?? "default",
    name,
    uid: uid ?? "",
  };
}

export function limitOf(object: KubernetesObject): unknown {
  const spec = object.spec as {
    template: { spec: { containers: { resources: { limits: { memory: string } } }[] } };
  };
  return spec.template.spec.containers[0]?.resources.limits.memory;
}
