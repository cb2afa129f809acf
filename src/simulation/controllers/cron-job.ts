import type { ApiMachinery } from "../api/api-machinery.ts";
import { createEventRecorder } from "../api/event-recorder.ts";
import type { CronJob, Job } from "../store/objects.ts";
import { conditionOf } from "../store/pod-state.ts";
import { type Controller, MANAGER, ownedBy, ownerReference, requeue, STATUS } from "./controller.ts";
import { nextScheduledMs } from "./cron-schedule.ts";
import { isJobOver } from "./job.ts";

const CRONS = "cronjobs.batch";

export function createCronJobController(api: ApiMachinery): Controller {
  const events = createEventRecorder(api, { component: "cronjob-controller" });
  const jobsOf = (cron: CronJob) => ownedBy<Job>(api, "jobs.batch", cron);
  const rfc3339 = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

  const startJob = (cron: CronJob, scheduledMs: number): boolean => {
    const active = jobsOf(cron).filter((job) => !isJobOver(job));
    if (cron.spec.concurrencyPolicy === "Forbid" && active.length > 0) return false;
    if (cron.spec.concurrencyPolicy === "Replace")
      for (const { metadata } of active)
        api.remove("jobs.batch", metadata.namespace ?? "", metadata.name, {});
    const { metadata, spec } = cron.spec.jobTemplate;
    const name = `${cron.metadata.name}-${scheduledMs / 60_000}`;
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
    const message = `Created job ${name}`;
    events.record({ about: cron, type: "Normal", reason: "SuccessfulCreate", message });
    return true;
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
      trim(cron);
      const nowMs = api.loop.nowMs();
      const since = cron.status?.lastScheduleTime ?? cron.metadata.creationTimestamp ?? "";
      const dueMs = nextScheduledMs(cron.spec.schedule, Date.parse(since));
      const isDue = dueMs !== undefined && dueMs <= nowMs && cron.spec.suspend !== true;
      const wasStarted = isDue && startJob(cron, dueMs);
      writeStatus(cron, wasStarted ? rfc3339(dueMs) : cron.status?.lastScheduleTime);
      const nextMs = nextScheduledMs(cron.spec.schedule, nowMs);
      if (nextMs !== undefined) requeue(api, controller, [namespace, name], nextMs - nowMs);
    },
  };
  return controller;
}
