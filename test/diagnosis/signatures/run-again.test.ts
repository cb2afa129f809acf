import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobEnded } from "../../../src/diagnosis/signatures/job-ended.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { INCIDENT_ANNOTATION, RUNS_AGAIN_ANNOTATION } from "../../../src/kubernetes/own-annotations.ts";
import { jobToRun } from "../../../src/remediation/actions/run-job-again.ts";
import { type TestDatabase, testDatabase } from "../../support/database.ts";
import { incidentRow } from "../../support/incident-rows.ts";
import { createMemoryReader } from "../../support/memory-reader.ts";
import { factsOf } from "../support/facts.ts";
import { investigate, refOf } from "../support/investigate.ts";
import { service } from "../support/routing.ts";
import { ago, NOW, node, pod, status, template, terminated } from "../support/workload.ts";

const of = template();
const owner = { apiVersion: "batch/v1", kind: "Job", name: "sync-1", uid: "uid-sync-1" };
const job = (made = of): KubernetesObject => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: {
    name: "sync-1",
    namespace: "shop",
    uid: "uid-sync-1",
    creationTimestamp: ago(200),
    ownerReferences: [
      { apiVersion: "batch/v1", kind: "CronJob", name: "sync", uid: "uid-sync", controller: true },
    ],
  },
  spec: { selector: { matchLabels: { "job-name": "sync-1" } }, template: made },
  status: {
    conditions: [
      {
        type: "Failed",
        status: "True",
        reason: "BackoffLimitExceeded",
        message: "",
        lastTransitionTime: ago(60),
      },
    ],
  },
});
const cronJob = (schedule = "0 3 * * *"): KubernetesObject => ({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "sync", namespace: "shop", uid: "uid-sync", creationTimestamp: ago(9000) },
  spec: { schedule, jobTemplate: { spec: { template: of } } },
});
const failedPod = (more: object = {}): KubernetesObject => {
  const ended = status({
    state: terminated({ reason: "Error", exitCode: 1 }),
    lastState: {},
    restartCount: 0,
  });
  const made = pod(of, {
    name: "sync-1-x",
    owner,
    phase: "Failed",
    statuses: [ended],
    labels: { "job-name": "sync-1" },
  });
  return { ...made, status: { ...(made.status as object), ...more } };
};
const slice = (ready: boolean): KubernetesObject => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "store-1", namespace: "shop", labels: { "kubernetes.io/service-name": "store" } },
  endpoints: [{ addresses: ["10.244.0.9"], conditions: { ready } }],
  ports: [{ port: 8080 }],
});
const store = service({ name: "store", selector: { app: "store" } });
const REFUSED = "dial tcp: connect to store:80: connection refused";

const look = async (objects: KubernetesObject[], log = "failed") =>
  jobEnded.diagnose(await factsOf(objects, { logs: { "sync-1-x/web": log } }))[0];

const evicted = { reason: "Evicted", message: "The node was low on resource: memory." };
const ready = (pressures: object[] = []) => node("node-1", [{ type: "Ready", status: "True" }, ...pressures]);

describe("a Job that failed for good is proposed to run again", () => {
  test.each<[string, KubernetesObject[], string]>([
    ["once what it called serves", [job(), failedPod(), store, slice(true)], REFUSED],
    ["once the node that evicted it is well", [job(), failedPod(evicted), ready()], ""],
  ])("%s", async (_what, objects, log) => {
    const candidate = await look(objects, log);
    expect(candidate).toMatchObject({
      cause: "job-failed",
      repair: { type: "RunJobAgain", isExclusive: false },
    });
    expect(candidate?.confidence).toBeGreaterThan(0.8);
  });

  test.each<[string, KubernetesObject[], string]>([
    ["what it called does not serve yet", [job(), failedPod(), store, slice(false)], REFUSED],
    ["it called what is not there", [job(), failedPod()], REFUSED],
    [
      "it called a port that is not offered",
      [job(), failedPod(), store, slice(true)],
      REFUSED.replace(":80", ":81"),
    ],
    [
      "its credentials were refused",
      [job(), failedPod(), store, slice(true)],
      'connect to store:80: FATAL: password authentication failed for user "app"',
    ],
    ["its program failed", [job(), failedPod(), store, slice(true)], "migration 0042 failed"],
    [
      "the node is still short",
      [job(), failedPod(evicted), ready([{ type: "DiskPressure", status: "True" }])],
      "",
    ],
    [
      "it used more than it may",
      [
        job(),
        failedPod({
          reason: "Evicted",
          message: 'Usage of EmptyDir volume "tmp" exceeds the limit "10Mi". ',
        }),
        ready(),
      ],
      "",
    ],
  ])("but not where %s", async (_what, objects, log) => {
    expect((await look(objects, log))?.repair ?? null).toBeNull();
  });
});

describe("a CronJob whose template was changed after its Job failed", () => {
  const older = template({ containers: [{ name: "web", image: "acme/web:0" }] });

  test("is proposed to run again, where its next run is far", async () => {
    expect(await look([cronJob(), job(older), failedPod()])).toMatchObject({
      repair: { type: "RunJobAgain", target: { kind: "CronJob", name: "sync" } },
    });
  });

  test("shows by its next run whether it is well, where that is near", async () => {
    expect(await look([cronJob("*/10 * * * *"), job(older), failedPod()])).toMatchObject({
      repair: null,
      waitFor: { seconds: 840 },
    });
  });

  test("is left alone where the template is as it was", async () => {
    expect((await look([cronJob(), job(), failedPod()]))?.repair ?? null).toBeNull();
  });
});

describe("a Job that this service made from a failed one", () => {
  const trail = { incidentId: randomUUID(), attemptNumber: 1, changeCause: "run again" };
  const first: KubernetesObject = {
    ...job(),
    metadata: { ...job().metadata, ownerReferences: [] },
  };
  const made = jobToRun(first, { newName: "sync-1-again", trail });
  const second: KubernetesObject = {
    ...made,
    metadata: { ...made.metadata, uid: "uid-again", creationTimestamp: ago(200) },
    ...(first.status === undefined ? {} : { status: first.status }),
  };
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await haveRunAgain(database, { incidentId: trail.incidentId, first: "sync-1", newName: "sync-1-again" });
  });
  afterAll(() => database.drop());
  const answer = (object: KubernetesObject) =>
    investigate({
      reader: createMemoryReader({ objects: [object, first] }),
      workload: refOf(object),
      at: NOW,
      db: database.db,
    });
  const marked = (annotations: Record<string, string>, name = "sync-1-again") => ({
    ...second,
    metadata: { ...second.metadata, name, annotations: { ...second.metadata.annotations, ...annotations } },
  });

  test("is told in the incident of that one alone, however it ends", async () => {
    expect(await answer(second)).toMatchObject({
      kind: "healthy",
      reason: expect.stringContaining("second run of Job sync-1"),
    });
  });

  test.each<[string, KubernetesObject]>([
    ["without our mark", { ...second, metadata: { ...second.metadata, annotations: {} } }],
    ["with the mark of an incident that made none", marked({ [INCIDENT_ANNOTATION]: randomUUID() })],
    ["with the mark of no incident", marked({ [INCIDENT_ANNOTATION]: "' or true --" })],
    ["of another name than the one that was made", marked({}, "sync-2")],
    ["that says it runs another one again", marked({ [RUNS_AGAIN_ANNOTATION]: "sync-0" })],
  ])("is a Job like any other %s: marks can be written by anybody", async (_what, object) => {
    expect((await answer(object)).kind).not.toBe("healthy");
  });
});

/** What the ledger holds of an attempt that made a Job from a failed one. */
async function haveRunAgain(
  { db }: TestDatabase,
  { incidentId, first, newName }: { incidentId: string; first: string; newName: string },
): Promise<void> {
  await db.insertInto("incidents").values(incidentRow(incidentId, first)).execute();
  const target = { apiVersion: "batch/v1", kind: "Job", namespace: "shop", name: first, uid: "u" };
  const parameters = { newName, basis: "failed" };
  await db
    .insertInto("attempts")
    .values({
      ...{ id: randomUUID(), incident_id: incidentId, number: 1, target_key: `batch/Job/shop/${first}` },
      ...{
        plan_digest: "d",
        plan: JSON.stringify({ actions: [{ type: "RunJobAgain", target, parameters }] }),
      },
      ...{ pre_image: "{}", before: "{}", steps: "[]", applied_generation: null, verification: "{}" },
      ...{ previous_run_seconds: 0, failure: null, result: null, proof: null },
      ...{ started_at: new Date(), applied_at: null, ended_at: null },
    })
    .execute();
}
