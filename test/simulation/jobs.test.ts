import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import type { Job } from "../../src/simulation/store/objects.ts";
import { cronJob, job } from "./manifests.ts";
import { condition, openSimulation, type Simulation } from "./open-simulation.ts";

const JOB = "/apis/batch/v1/namespaces/shop/jobs/close";
const told = async ({ read }: Simulation, kind: string) =>
  (
    (await read("/api/v1/namespaces/shop/events")).items as (KubernetesObject & {
      involvedObject: { kind: string };
      reason: string;
      message: string;
    })[]
  )
    .filter(({ involvedObject }) => involvedObject.kind === kind)
    .map(({ reason, message }) => `${reason}: ${message}`);
const crash = {
  match: { workload: "close" },
  behaviour: { kind: "crashes" as const, afterMs: 500, exitCode: 42 },
};
const patch = ({ url }: Simulation, path: string, body: object) =>
  fetch(url + path, {
    method: "PATCH",
    headers: { "content-type": "application/merge-patch+json" },
    body: JSON.stringify(body),
  });

describe("a Job", () => {
  it("fails at its deadline", async () => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([job("close", {}, { activeDeadlineSeconds: 60 })]);
    simulation.clock.advance(90_000);
    expect(condition(await simulation.read(JOB), "Failed")).toMatchObject({
      ...{ reason: "DeadlineExceeded", message: "Job was active longer than specified deadline" },
    });
    expect(await told(simulation, "Job")).toContain(
      "DeadlineExceeded: Job was active longer than specified deadline",
    );
  });

  it("that is held has no pods, and starts when it is let go", async () => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([job("close", {}, { suspend: true })]);
    simulation.clock.advance(30_000);
    expect(await simulation.pods()).toEqual([]);
    const held = (await simulation.read(JOB)) as Job;
    expect(condition(held, "Suspended")).toMatchObject({ status: "True", reason: "JobSuspended" });
    expect(held.status?.startTime).toBeUndefined();
    await patch(simulation, JOB, { spec: { suspend: false } });
    simulation.clock.advance(10_000);
    expect(await simulation.pods()).toHaveLength(1);
    expect(await told(simulation, "Job")).toEqual(
      expect.arrayContaining(["Suspended: Job suspended", "Resumed: Job resumed"]),
    );
  });

  it("fails at once where its policy for failures says so", async () => {
    const simulation = await openSimulation();
    simulation.cluster.behave(crash);
    const rules = [{ action: "FailJob", onExitCodes: { operator: "In", values: [42] } }];
    await simulation.cluster.apply([job("close", {}, { podFailurePolicy: { rules } })]);
    simulation.clock.advance(30_000);
    const [pod] = await simulation.pods();
    expect(condition(await simulation.read(JOB), "Failed")).toMatchObject({
      reason: "PodFailurePolicy",
      message: `Container close for pod shop/${pod?.metadata.name} failed with exit code 42 matching FailJob rule at index 0`,
    });
  });

  it("goes some time after its end where its spec says so", async () => {
    const simulation = await openSimulation();
    simulation.cluster.behave({
      match: { workload: "close" },
      behaviour: { kind: "completes", afterMs: 100 },
    });
    await simulation.cluster.apply([job("close", {}, { ttlSecondsAfterFinished: 30 })]);
    simulation.clock.advance(120_000);
    expect((await fetch(simulation.url + JOB)).status).toBe(404);
    expect(await simulation.pods()).toEqual([]);
  });
});

describe("a CronJob", () => {
  // Each text is what a real API server of 1.34 answered.
  it.each([
    [
      { schedule: "61 * * * *" },
      'CronJob.batch "close" is invalid: spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61',
    ],
    [
      { schedule: "every day" },
      'CronJob.batch "close" is invalid: spec.schedule: Invalid value: "every day": expected exactly 5 fields, found 2: [every day]',
    ],
    [
      { schedule: "TZ=UTC 1 * * * *", timeZone: "Mars/Olympus" },
      'CronJob.batch "close" is invalid: [spec.schedule: Invalid value: "TZ=UTC 1 * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead, spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus]',
    ],
  ])("is refused with a schedule that nobody can read: %j", async (spec, expected) => {
    const simulation = await openSimulation();
    const cron = cronJob("close", "* * * * *");
    await expect(
      simulation.cluster.apply([{ ...cron, spec: { ...cron.spec, ...spec } }]),
    ).rejects.toHaveProperty("message", expected);
  });

  it("keeps to its time zone, to names of days and to steps", async () => {
    const simulation = await openSimulation();
    const cron = cronJob("close", "0 19/2 * * mon-fri");
    await simulation.cluster.apply([{ ...cron, spec: { ...cron.spec, timeZone: "Asia/Shanghai" } }]);
    // It is a Sunday, ten o'clock in the morning in UTC.
    simulation.clock.advance(26 * 3_600_000);
    const { items } = await simulation.read("/apis/batch/v1/namespaces/shop/jobs");
    const at = (items as KubernetesObject[]).map(({ metadata }) => metadata.annotations);
    expect(at).toMatchObject([{ "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-11-23T11:00:00Z" }]);
  });

  it("starts no second Job beside one that hangs, where it may not", async () => {
    const simulation = await openSimulation();
    const cron = cronJob("close", "*/5 * * * *");
    await simulation.cluster.apply([{ ...cron, spec: { ...cron.spec, concurrencyPolicy: "Forbid" } }]);
    simulation.clock.advance(21 * 60_000);
    expect((await simulation.read("/apis/batch/v1/namespaces/shop/jobs")).items).toHaveLength(1);
    expect(await told(simulation, "CronJob")).toContain(
      "JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid",
    );
  });

  it("that was held too long says how many times it missed", async () => {
    const simulation = await openSimulation();
    const cron = cronJob("close", "* * * * *");
    await simulation.cluster.apply([{ ...cron, spec: { ...cron.spec, suspend: true } }]);
    simulation.clock.advance(3 * 3_600_000);
    const path = "/apis/batch/v1/namespaces/shop/cronjobs/close";
    await patch(simulation, path, { spec: { suspend: false } });
    expect(await told(simulation, "CronJob")).toContain(
      "TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew",
    );
    await simulation.pods();
    expect((await simulation.read("/apis/batch/v1/namespaces/shop/jobs")).items).toHaveLength(1);
  });
});
