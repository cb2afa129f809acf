import { z } from "zod";
import { canonicalJson } from "../core/json.ts";
import type { WorkloadState } from "../domain/workload-state.ts";
import type { KubernetesObject } from "./cluster-reader.ts";
import { statusOf } from "./workload-numbers.ts";

type JobState = WorkloadState["jobs"][number];

const podSpecSchema = z.object({ template: z.object({ spec: z.unknown() }) });
const cronJobSchema = z.object({ jobTemplate: z.object({ spec: podSpecSchema }) });

/** `generation`: of the template that the job was made from; for a job that stands alone its own. */
export function jobStateOf(job: KubernetesObject, generation: number): JobState {
  const startTime = z.object({ startTime: z.string() }).safeParse(job.status).data?.startTime;
  return {
    uid: job.metadata.uid ?? "",
    name: job.metadata.name,
    generation,
    outcome: outcomeOf(job),
    startedAt: startTime ?? job.metadata.creationTimestamp ?? "",
  };
}

/** The CronJob's generation for a job that has its present pod template, 0 for one of an earlier template. */
export function generationOfJob(job: KubernetesObject, cronJob: KubernetesObject): number {
  const wanted = cronJobSchema.safeParse(cronJob.spec).data?.jobTemplate.spec.template.spec;
  const made = podSpecSchema.safeParse(job.spec).data?.template.spec;
  const isPresent = wanted !== undefined && canonicalJson(wanted) === canonicalJson(made);
  return isPresent ? (cronJob.metadata.generation ?? 0) : 0;
}

function outcomeOf(job: KubernetesObject): JobState["outcome"] {
  const { conditions } = statusOf(job);
  const holds = (type: string) => conditions.some((one) => one.type === type && one.status === "True");
  if (holds("Complete")) return "complete";
  return holds("Failed") ? "failed" : "running";
}
