import { describe, expect, it } from "vitest";
import { everFires } from "../../../src/diagnosis/cron/ever-fires.ts";
import type { Signal } from "../../../src/domain/signal.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createMemoryReader } from "../../support/memory-reader.ts";
import { findingOf, investigate, refOf } from "../support/investigate.ts";
import { ago, event, NOW, template } from "../support/workload.ts";

describe("whether a schedule ever comes due", () => {
  it.each<[string, boolean | undefined]>([
    ["*/5 * * * *", true],
    ["0 3 * * *", true],
    ["0 3 31 2 *", false],
    ["30 1 30 feb *", false],
    ["0 0 31 4,6,9,11 *", false],
    ["0 0 29 2 *", true],
    ["0 0 31 2 1", true],
    ["0 0 1-31/2 2 *", true],
    ["@daily", true],
    ["TZ=Europe/Berlin 0 3 31 2 *", false],
    ["every day", undefined],
    ["0 0 32 1 *", undefined],
    ["0 0 0 0", undefined],
  ])("%s: %s", (schedule, fires) => {
    expect(everFires(schedule)).toBe(fires);
  });
});

const late: Signal = {
  id: "s",
  alertId: "a",
  key: "k",
  source: "alertmanager",
  symptom: "job-late",
  suspect: {
    apiVersion: "batch/v1",
    kind: "CronJob",
    namespace: "shop",
    name: "sync",
    uid: "",
    container: "",
    labels: {},
  },
  at: ago(60),
  detail: "KubeCronJobNotScheduled",
};

function cronJob(spec: Record<string, unknown> = {}): KubernetesObject {
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "sync", namespace: "shop", uid: "uid-sync", creationTimestamp: ago(9000) },
    spec: { schedule: "*/5 * * * *", jobTemplate: { spec: { template: template() } }, ...spec },
    status: {},
  };
}
const job = (conditions: object[], name = "sync-1", ended = 60): KubernetesObject => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: {
    name,
    namespace: "shop",
    uid: `uid-${name}`,
    creationTimestamp: ago(ended + 20),
    ownerReferences: [
      { apiVersion: "batch/v1", kind: "CronJob", name: "sync", uid: "uid-sync", controller: true },
    ],
  },
  spec: { template: template(), activeDeadlineSeconds: 45 },
  status: { conditions },
});
const failed = (reason: string, since = 60) => ({
  type: "Failed",
  status: "True",
  reason,
  message: "Job has reached the specified backoff limit",
  lastTransitionTime: ago(since),
});
const complete = { type: "Complete", status: "True", lastTransitionTime: ago(30) };

const look = (objects: KubernetesObject[], signals: Signal[] = []) => {
  const [workload] = objects;
  if (workload === undefined) throw new Error("the first object is the workload");
  return investigate({
    reader: createMemoryReader({ objects }),
    workload: refOf(workload),
    at: NOW,
    openedAt: ago(120),
    signals,
  });
};

describe("a CronJob", () => {
  it("that is suspended and missed is proposed to run again", async () => {
    expect(findingOf(await look([cronJob({ suspend: true })], [late]))).toMatchObject({
      cause: "cron-job-suspended",
      repair: { type: "ResumeCronJob" },
    });
  });

  it("that is suspended and that nobody misses is well", async () => {
    expect(await look([cronJob({ suspend: true })])).toMatchObject({ kind: "healthy" });
  });

  it.each<[string, KubernetesObject[]]>([
    ["names a day that no year has", [cronJob({ schedule: "0 3 31 2 *" })]],
    [
      "cannot be read",
      [
        cronJob({ schedule: "x" }),
        event(
          { kind: "CronJob", name: "sync" },
          { reason: "UnparseableSchedule", message: "unparseable schedule: x", from: 300 },
        ),
      ],
    ],
  ])("whose schedule %s is a person's", async (_name, objects) => {
    expect(findingOf(await look(objects, [late]))).toMatchObject({
      cause: "cron-job-schedule-wrong",
      repair: null,
    });
  });

  it("whose newest Job failed tells so, and one whose newest completed is well", async () => {
    expect(findingOf(await look([cronJob(), job([failed("BackoffLimitExceeded")])]))).toMatchObject({
      cause: "job-failed",
    });
    const later = job([complete], "sync-2", 30);
    expect(
      await look([cronJob(), job([failed("BackoffLimitExceeded", 400)], "sync-1", 400), later]),
    ).toMatchObject({ kind: "healthy" });
  });
});

describe("a Job that failed before its CronJob's template was changed", () => {
  const daily = cronJob({
    schedule: "0 3 * * *",
    jobTemplate: { spec: { template: template({ containers: [{ name: "web", image: "acme/web:2" }] }) } },
  });
  const made = job([failed("BackoffLimitExceeded")]);

  it("is proposed to run again", async () => {
    expect(findingOf(await look([daily, made]))).toMatchObject({
      cause: "job-failed",
      repair: { type: "RunJobAgain" },
    });
  });

  it("is a person's where it was itself run again by this service: a third run would show nothing new", async () => {
    const annotations = { "kube-autofix.io/incident": "one" };
    const again = { ...made, metadata: { ...made.metadata, annotations } };
    expect(findingOf(await look([daily, again]))).toMatchObject({ cause: "job-failed", repair: null });
  });
});

describe("a Job", () => {
  const alone = (conditions: object[]) => {
    const made = job(conditions);
    const { ownerReferences: _owners, ...metadata } = made.metadata;
    return { ...made, metadata };
  };

  it("that took too long says how long it may", async () => {
    const finding = findingOf(await look([alone([failed("DeadlineExceeded")])]));
    expect(finding).toMatchObject({ cause: "job-deadline-exceeded", repair: null });
    expect(finding.sentence).toContain("45 s");
  });

  it("that completed is well, with or without its pods", async () => {
    expect(await look([alone([complete])])).toMatchObject({ kind: "healthy" });
  });
});
