import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createServiceClient, type IncidentJson } from "../../src/cli/demo/service-client.ts";
import { classicManifest, isFixedInOneStep } from "../../src/cli/demo/stories.ts";
import { createClock } from "../../src/core/clock.ts";
import type { EffectInstant } from "../../src/core/effects.ts";
import { type CrashStage, raiseCrashStage } from "../crash/crash-stage.ts";
import { askStop } from "../support/ask-stop.ts";
import { startCrashProcess } from "../support/crash-process.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import {
  incidentWhere,
  isAtRest,
  OPERATOR_TOKEN,
  serviceEnv,
  startService,
  type TestService,
  WEBHOOK_TOKEN,
} from "../support/service.ts";
import { until } from "./support/stage.ts";
import { needs, web } from "./support/workload.ts";

let stage: CrashStage;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "autofix-replicas-"));
  stage = await raiseCrashStage();
});
afterAll(async () => {
  await stage.end();
  await rm(dataDir, { recursive: true, force: true });
});

async function ownDatabase(): Promise<TestDatabase> {
  const database = await testDatabase();
  onTestFinished(() => database.drop());
  return database;
}

/** Another service on the same database, in a process of its own. */
async function replica(database: TestDatabase, namespace: string, pauseAt?: EffectInstant) {
  const env = { WATCH: "on", WATCH_NAMESPACES: namespace, LOG_LEVEL: "warn" };
  const child = startCrashProcess({
    env: serviceEnv({ databaseUrl: database.url, env }, dataDir),
    scale: stage.scale,
    clusterUrl: stage.clusterUrl,
    killAt: null,
    ...(pauseAt && { pauseAt }),
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await child.ended;
  });
  const url = await child.url;
  if (url === undefined) throw new Error("the replica did not start");
  return {
    child,
    client: createServiceClient({ url, webhookToken: WEBHOOK_TOKEN, operatorToken: OPERATOR_TOKEN }),
    isPaused: () =>
      execFileSync("ps", ["-o", "state=", "-p", String(child.pid)])
        .toString()
        .startsWith("T"),
  };
}

/** Watches of the namespace's pods that were begun. */
const watches = (namespace: string) =>
  stage.cluster
    .requests()
    .filter((one) => one.verb === "watch" && one.resource === "pods" && one.namespace === namespace).length;

/** The attempts that the carried out patches of the namespace's workloads bear. */
const patches = (namespace: string) =>
  stage.cluster
    .requests()
    .filter((one) => one.verb === "patch" && one.resource === "deployments.apps")
    .filter((one) => one.namespace === namespace && !one.dryRun && one.code === 200)
    .map(({ name, body }) => `${name} ${/~1attempt","value":"([^"]*)"/.exec(JSON.stringify(body))?.[1]}`);

const untilWatched = (namespace: string, more: number) =>
  until(() => watches(namespace) > more || undefined, "a watch of the pods");

describe("two services on one database and one cluster", { timeout: 180_000 }, () => {
  it("in one process: one watch, one incident, one patch", async () => {
    const namespace = "together";
    const database = await ownDatabase();
    const options = {
      clock: createClock(stage.scale),
      kubeConfig: stage.kubeConfig,
      databaseUrl: database.url,
      env: { WATCH: "on", WATCH_NAMESPACES: namespace },
    };
    const services = await Promise.all([startService(options), startService(options)]);
    onTestFinished(async () => void (await Promise.all(services.map((service) => service.stop()))));
    const [one, other] = services;
    await stage.cluster.apply([classicManifest(namespace)]);
    const end = await incidentWhere(one.client, namespace, isAtRest, 120_000);
    expect(end).toSatisfy(isFixedInOneStep);
    expect(await other.client.incidents(namespace)).toMatchObject([{ id: end.id }]);
    expect(patches(namespace)).toHaveLength(1);
    expect(watches(namespace)).toBe(1);
  });

  it("in one process: a stop at one refuses the write that the other is about to send, until it is resumed", async () => {
    const namespace = `halted-${randomUUID().slice(0, 8)}`;
    const database = await ownDatabase();
    const services: TestService[] = [];
    let isStopped = false;
    /** Whichever of them is about to write: the word is given at the other one, and its answer waited for. */
    const stopAtOther = (writer: number) => async (instant: EffectInstant) => {
      const other = services[1 - writer];
      if (instant !== "apply.patch:before" || isStopped || other === undefined) return;
      isStopped = true;
      await askStop(other, "POST", "stop");
    };
    for (const index of [0, 1])
      services.push(
        await startService({
          clock: createClock(stage.scale),
          kubeConfig: stage.kubeConfig,
          databaseUrl: database.url,
          env: { WATCH: "on", WATCH_NAMESPACES: namespace },
          at: stopAtOther(index),
        }),
      );
    onTestFinished(async () => void (await Promise.all(services.map((service) => service.stop()))));
    const [one, other] = services as [TestService, TestService];
    await stage.cluster.apply([classicManifest(namespace)]);
    const isHeard = ({ timeline }: IncidentJson) =>
      timeline.some(({ text }) => text.includes("by ada: a bad day"));
    const isEither = (incident: IncidentJson) => isHeard(incident) || patches(namespace).length > 0;
    const halted = await incidentWhere(one.client, namespace, isEither, 120_000);
    expect(patches(namespace)).toEqual([]);
    expect(halted).toSatisfy(isHeard);
    for (const service of [one, other])
      expect(await askStop(service, "GET", "stop")).toMatchObject({ stop: { by: "ada" } });
    await askStop(one, "POST", "resume");
    expect(await incidentWhere(other.client, namespace, isAtRest, 120_000)).toMatchObject({
      outcome: "fixed",
    });
    expect(patches(namespace)).toHaveLength(1);
  });

  it("in two processes: where the one that watches is killed, the other watches on and repairs", async () => {
    const namespace = "bereft";
    const database = await ownDatabase();
    const first = await replica(database, namespace);
    await untilWatched(namespace, 0);
    const second = await replica(database, namespace);
    const before = watches(namespace);
    first.child.kill("SIGKILL");
    await first.child.ended;
    await untilWatched(namespace, before);
    await stage.cluster.apply([classicManifest(namespace)]);
    const end = await incidentWhere(second.client, namespace, isAtRest, 120_000);
    expect(end).toSatisfy(isFixedInOneStep);
    expect(patches(namespace)).toHaveLength(1);
  });

  it("in two processes: a worker that stood still before its patch is overtaken, and writes nothing when it goes on", async () => {
    // Of its own for each try: what was repaired before would be well.
    const namespace = `frozen-${randomUUID().slice(0, 8)}`;
    const database = await ownDatabase();
    const sleeper = await replica(database, namespace, "apply.patch:before");
    await stage.cluster.apply([classicManifest(namespace)]);
    await until(() => sleeper.isPaused() || undefined, "the worker to stand still");
    const other = await replica(database, namespace);
    const end = await incidentWhere(other.client, namespace, isAtRest, 120_000);
    expect(end.outcome).toBe("fixed");
    const written = patches(namespace);
    expect(new Set(written).size).toBe(written.length);
    // Signals may still join the incident, and its watch goes on; what the sleeper was about to do would show here. That an
    // agent of it took a step, which came to nothing, is on record too.
    const rows = async () => [
      await database.db.selectFrom("attempts").selectAll().where("incident_id", "=", end.id).execute(),
      await database.db
        .selectFrom("audit")
        .select(["sequence", "kind", "text"])
        .where("incident_id", "=", end.id)
        .where("kind", "not in", ["symptom", "waiting", "agent-step"])
        .execute(),
    ];
    const audit = await rows();
    sleeper.child.kill("SIGCONT");
    other.child.kill("SIGKILL");
    // Its late work is behind it when it alone has repaired another workload.
    stage.cluster.behave({
      match: { namespace, workload: "web", memoryLimitBelowMebibytes: 150 },
      behaviour: needs(150),
    });
    await stage.cluster.apply([web(namespace)]);
    await until(
      async () => {
        const incidents = await sleeper.client.incidents(namespace).catch(() => []);
        return incidents.find(({ id, outcome }) => id !== end.id && outcome === "fixed");
      },
      "the other workload's repair",
      120_000,
    );
    expect(await rows()).toEqual(audit);
    expect(new Set(patches(namespace)).size).toBe(patches(namespace).length);
    expect(patches(namespace).filter((one) => one.startsWith("stress "))).toEqual(written);
  });
});
