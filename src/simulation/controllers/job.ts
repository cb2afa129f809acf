import type { ApiMachinery } from "../api/api-machinery.ts";
import { createEventRecorder } from "../api/event-recorder.ts";
import type { Condition, Job, Pod } from "../store/objects.ts";
import { conditionOf, isPodActive, isPodReady, withCondition } from "../store/pod-state.ts";
import { type Controller, ownedBy, requeue, STATUS } from "./controller.ts";
import { COMPLETE, type Verdict, verdictOn } from "./job-verdict.ts";
import { createPod, deletePod } from "./pod-control.ts";
import { createRetries } from "./retries.ts";

const JOBS = "jobs.batch";
const FIRST_BACKOFF_MS = 10_000;
const MAX_BACKOFF_MS = 600_000;

export const isJobOver = (job: Job): boolean =>
  ["Complete", "Failed"].some((type) => conditionOf(job.status, type)?.status === "True");

/** Source: pkg/controller/job of Kubernetes. */
export function createJobController(api: ApiMachinery): Controller {
  const events = createEventRecorder(api, { component: "job-controller" });
  const retries = createRetries(api, () => controller);

  const conclude = (job: Job, pods: Pod[], verdict: Verdict): Job => {
    for (const pod of pods.filter(isPodActive))
      api.remove("pods", pod.metadata.namespace ?? "", pod.metadata.name, {});
    const isGood = verdict === COMPLETE;
    const { reason, message } = verdict;
    const told = isGood ? { reason: "Completed", message: "Job completed" } : { reason, message };
    events.record({ about: job, type: isGood ? "Normal" : "Warning", ...told });
    const at = api.loop.timestamp();
    const conditions: Condition[] = verdict.types.map((type) => ({
      ...{ type, status: "True", reason, message, lastProbeTime: at, lastTransitionTime: at },
    }));
    const status = { ...job.status, conditions, ...(isGood && { completionTime: at }) };
    return { ...job, status };
  };

  /** How long the next pod must wait after a failure: 10 s, doubled with each. */
  const backOffMs = (pods: Pod[]): number => {
    const failed = pods.filter((pod) => pod.status?.phase === "Failed");
    const endedMs = failed.map((pod) =>
      Date.parse(pod.status?.containerStatuses?.[0]?.state.terminated?.finishedAt ?? ""),
    );
    if (failed.length === 0) return 0;
    const delayMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failed.length - 1));
    return Math.max(...endedMs) + delayMs - api.loop.nowMs();
  };

  const controller: Controller = {
    resource: JOBS,
    owns: ["pods"],
    reconcile(namespace, name) {
      const found = api.store.get(JOBS, namespace, name) as Job | undefined;
      if (!found || found.metadata.deletionTimestamp !== undefined) return;
      if (isJobOver(found)) return forget(found);
      let job = suspension(found);
      const pods = ownedBy<Pod>(api, "pods", job);
      const verdict = job.spec.suspend ? undefined : verdictOn(job, pods, api.loop.nowMs());
      if (verdict) job = conclude(job, pods, verdict);
      else if (!job.spec.suspend) start(job, pods, [namespace, name]);
      writeStatus(job);
    },
  };

  /** Begins, holds or goes on, as the spec says; a Job that is held has no pods and no start. */
  const suspension = (job: Job): Job => {
    const at = api.loop.timestamp();
    const held = conditionOf(job.status, "Suspended");
    const said = (reason: string, message: string, status: string): Condition[] => {
      events.record({ about: job, type: "Normal", reason: reason.slice("Job".length), message });
      const times = { lastProbeTime: at, lastTransitionTime: at };
      return withCondition(job.status?.conditions ?? [], {
        type: "Suspended",
        status,
        reason,
        message,
        ...times,
      });
    };
    if (job.spec.suspend) {
      for (const pod of ownedBy<Pod>(api, "pods", job).filter(isPodActive)) deletePod(api, events, job, pod);
      if (held?.status === "True") return job;
      const { startTime: _, ...status } = job.status ?? {};
      return { ...job, status: { ...status, conditions: said("JobSuspended", "Job suspended", "True") } };
    }
    const startTime = job.status?.startTime ?? at;
    const isResumed = held?.status === "True";
    const conditions = isResumed ? said("JobResumed", "Job resumed", "False") : job.status?.conditions;
    return { ...job, status: { ...job.status, startTime, ...(conditions && { conditions }) } };
  };

  /** A Job that is over goes some time later, where its spec says so. */
  const forget = (job: Job) => {
    const { ttlSecondsAfterFinished } = job.spec;
    if (ttlSecondsAfterFinished === undefined) return;
    const ended = job.status?.conditions?.find(({ type }) => type === "Complete" || type === "Failed");
    const dueMs = Date.parse(ended?.lastTransitionTime ?? "") + ttlSecondsAfterFinished * 1000;
    const { namespace = "", name } = job.metadata;
    if (dueMs > api.loop.nowMs()) requeue(api, controller, [namespace, name], dueMs - api.loop.nowMs());
    else api.remove(JOBS, namespace, name, { propagationPolicy: "Background" });
  };

  const start = (job: Job, pods: Pod[], key: [string, string]) => {
    const { parallelism = 1, completions = 1, activeDeadlineSeconds } = job.spec;
    const succeeded = pods.filter((pod) => pod.status?.phase === "Succeeded").length;
    const active = pods.filter(isPodActive).length;
    const missing = Math.min(parallelism, completions - succeeded) - active;
    const waitMs = backOffMs(pods);
    if (missing > 0 && waitMs > 0) requeue(api, controller, key, waitMs);
    else
      for (let count = 0; count < missing; count += 1)
        if (createPod(api, events, job, { template: job.spec.template })) {
          retries.again(...key);
          break;
        }
    const startedMs = Date.parse(job.status?.startTime ?? "");
    if (activeDeadlineSeconds !== undefined && (missing <= 0 || waitMs <= 0))
      requeue(api, controller, key, startedMs + activeDeadlineSeconds * 1000 - api.loop.nowMs());
  };

  const writeStatus = (job: Job) => {
    const pods = ownedBy<Pod>(api, "pods", job);
    const phase = (name: string) => pods.filter((pod) => pod.status?.phase === name).length;
    const [active, succeeded, failed] = [
      pods.filter(isPodActive).length,
      phase("Succeeded"),
      phase("Failed"),
    ];
    const { active: _, ...before } = job.status ?? {};
    const status = {
      ...before,
      ...(active > 0 && { active }),
      ...(succeeded > 0 && { succeeded }),
      ...(failed > 0 && { failed }),
      ready: pods.filter((pod) => isPodActive(pod) && isPodReady(pod)).length,
      terminating: pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length,
      uncountedTerminatedPods: {},
    };
    api.update(JOBS, { ...job, status }, STATUS);
  };
  return controller;
}
