import type { ApiMachinery } from "../api/api-machinery.ts";
import { createEventRecorder } from "../api/event-recorder.ts";
import { StatusError } from "../api/status-error.ts";
import { nextScheduledMs, parseSchedule } from "../store/cron-schedule.ts";
import type { CronJob, Job } from "../store/objects.ts";
import { conditionOf } from "../store/pod-state.ts";
import { type Controller, MANAGER, ownedBy, ownerReference, requeue, STATUS } from "./controller.ts";
import { isJobOver } from "./job.ts";

const CRONS = "cronjobs.batch";
const MOST_MISSED = 100;
const MOST_SEARCHED = 5_000;

/** The times since the last start that are over, oldest first. */
function missedTimes(cron: CronJob, next: (afterMs: number) => number | undefined, nowMs: number): number[] {
  const since = Date.parse(cron.status?.lastScheduleTime ?? cron.metadata.creationTimestamp ?? "");
  const { startingDeadlineSeconds } = cron.spec;
  const startMs =
    startingDeadlineSeconds === undefined ? since : Math.max(since, nowMs - startingDeadlineSeconds * 1000);
  const missed: number[] = [];
  for (let at = next(startMs); at !== undefined && at <= nowMs; at = next(at)) {
    missed.push(at);
    if (missed.length > MOST_SEARCHED) break;
  }
  return missed;
}

export function createCronJobController(api: ApiMachinery): Controller {
  const events = createEventRecorder(api, { component: "cronjob-controller" });
  const jobsOf = (cron: CronJob) => ownedBy<Job>(api, "jobs.batch", cron);
  const rfc3339 = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

  const startJob = (cron: CronJob, scheduledMs: number): boolean => {
    const active = jobsOf(cron).filter((job) => !isJobOver(job));
    if (cron.spec.concurrencyPolicy === "Forbid" && active.length > 0) {
      const why = "Not starting job because prior execution is running and concurrency policy is Forbid";
      events.record({ about: cron, type: "Normal", reason: "JobAlreadyActive", message: why });
      return false;
    }
    if (cron.spec.concurrencyPolicy === "Replace")
      for (const { metadata } of active)
        api.remove("jobs.batch", metadata.namespace ?? "", metadata.name, {});
    const { metadata, spec } = cron.spec.jobTemplate;
    const name = `${cron.metadata.name}-${scheduledMs / 60_000}`;
    if (api.store.get("jobs.batch", cron.metadata.namespace ?? "", name)) return true;
    try {
      api.create(
        "jobs.batch",
        {
          apiVersion: "batch/v1",
          kind: "Job",
          metadata: {
            ...(metadata?.labels && { labels: metadata.labels }),
            annotations: {
              ...metadata?.annotations,
              "batch.kubernetes.io/cronjob-scheduled-timestamp": rfc3339(scheduledMs),
            },
            name,
            namespace: cron.metadata.namespace ?? "default",
            ownerReferences: [ownerReference(cron)],
          },
          spec: structuredClone(spec),
        },
        MANAGER,
      );
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const refused = `Error creating job: ${error.message}`;
      events.record({ about: cron, type: "Warning", reason: "FailedCreate", message: refused });
      return false;
    }
    const message = `Created job ${name}`;
    events.record({ about: cron, type: "Normal", reason: "SuccessfulCreate", message });
    return true;
  };

  const tell = (about: CronJob, reason: string, message: string) =>
    events.record({ about, type: "Warning", reason, message });

  /** Told once of each Job that ended since it was last listed as active. */
  const tellEnds = (cron: CronJob) => {
    const listed = new Set((cron.status?.active ?? []).map((one) => (one as { uid?: string }).uid));
    for (const job of jobsOf(cron)) {
      if (!isJobOver(job) || !listed.has(job.metadata.uid)) continue;
      const condition = conditionOf(job.status, "Failed")?.status === "True" ? "Failed" : "Complete";
      const message = `Saw completed job: ${job.metadata.name}, condition: ${condition}`;
      events.record({ about: cron, type: "Normal", reason: "SawCompletedJob", message });
    }
  };

  const trim = (cron: CronJob) => {
    const over = (type: string) =>
      jobsOf(cron)
        .filter((job) => conditionOf(job.status, type)?.status === "True")
        .toSorted((a, b) => (b.status?.startTime ?? "").localeCompare(a.status?.startTime ?? ""));
    const surplus = [
      ...over("Complete").slice(cron.spec.successfulJobsHistoryLimit ?? 3),
      ...over("Failed").slice(cron.spec.failedJobsHistoryLimit ?? 1),
    ];
    for (const { metadata } of surplus) api.remove("jobs.batch", metadata.namespace ?? "", metadata.name, {});
  };

  const writeStatus = (cron: CronJob, lastScheduleTime: string | undefined) => {
    const jobs = jobsOf(cron);
    const active = jobs.filter((job) => !isJobOver(job));
    const done = jobs.map((job) => job.status?.completionTime ?? "").sort();
    const status = {
      ...(active.length > 0 && {
        active: active.map(({ metadata: { name, namespace, uid, resourceVersion } }) => ({
          ...{ apiVersion: "batch/v1", kind: "Job", name, namespace, uid, resourceVersion },
        })),
      }),
      ...(lastScheduleTime !== undefined && { lastScheduleTime }),
      ...(done.at(-1) && { lastSuccessfulTime: done.at(-1) }),
    };
    api.update(CRONS, { ...cron, status }, STATUS);
  };

  const controller: Controller = {
    resource: CRONS,
    owns: ["jobs.batch"],
    reconcile(namespace, name) {
      const cron = api.store.get(CRONS, namespace, name) as CronJob | undefined;
      if (!cron || cron.metadata.deletionTimestamp !== undefined) return;
      tellEnds(cron);
      trim(cron);
      const nowMs = api.loop.nowMs();
      const { timeZone } = cron.spec;
      const schedule = parseSchedule(cron.spec.schedule);
      const missed = missedTimes(cron, (afterMs) => nextScheduledMs(schedule, afterMs, timeZone), nowMs);
      const dueMs = missed.at(-1);
      let wasStarted = false;
      if (dueMs !== undefined && cron.spec.suspend !== true) {
        if (missed.length > MOST_MISSED)
          tell(
            cron,
            "TooManyMissedTimes",
            "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew",
          );
        const deadlineMs = (cron.spec.startingDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000;
        if (dueMs + deadlineMs < nowMs)
          tell(
            cron,
            "MissSchedule",
            `Missed scheduled time to start a job: ${new Date(dueMs).toUTCString().replace("GMT", "+0000")}`,
          );
        else wasStarted = startJob(cron, dueMs);
      }
      const current = (api.store.get(CRONS, namespace, name) as CronJob | undefined) ?? cron;
      writeStatus(
        current,
        wasStarted && dueMs !== undefined ? rfc3339(dueMs) : cron.status?.lastScheduleTime,
      );
      const nextMs = nextScheduledMs(schedule, nowMs, timeZone);
      if (nextMs !== undefined) requeue(api, controller, [namespace, name], nextMs - nowMs);
    },
  };
  return controller;
}
