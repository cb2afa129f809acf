import { createHash } from "node:crypto";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { controllerOf, recordOf } from "../../kubernetes/kubernetes-object.ts";
import { RUNS_AGAIN_ANNOTATION } from "../../kubernetes/own-annotations.ts";
import { type ActionDefinition, forAPerson } from "./action-definition.ts";
import { type Trail, trailAnnotations } from "./trail.ts";

/** A new Job from the CronJob's or the failed Job's template. */
export const runJobAgain: ActionDefinition<"RunJobAgain"> = {
  type: "RunJobAgain",
  targetKinds: ["CronJob", "Job"],
  proof: () => "job",
  oneWay: "a Job that was made is left as it is, with what it did and logged",
  compile(object, { basis }, trail) {
    // The name tells the attempt, so that a second run of the step finds the Job of the first.
    const newName = jobName(object.metadata.name, trail);
    return { step: { newName, basis }, sentence: `run again as Job ${newName} (${basis})` };
  },
  risks: () => [{ weight: 1, reason: "what the Job did before it failed is done a second time" }],
  verdict: () => forAPerson("to run a Job again"),
};

/** A Job's name is a label of its pods: 63 characters are the most. */
const MAX_NAME = 63;

export function jobName(name: string, trail: Pick<Trail, "incidentId" | "attemptNumber">): string {
  const hash = createHash("sha256").update(trail.incidentId).digest("hex").slice(0, 6);
  const end = `-again-${hash}-${trail.attemptNumber}`;
  return `${name.slice(0, MAX_NAME - end.length).replace(/[.-]+$/, "")}${end}`;
}

/** Written by the Job controller; with them a new Job is refused. */
export const CONTROLLER_LABELS = [
  "controller-uid",
  "job-name",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
];
/** A Job that is swept away as soon as it ends would leave nothing to prove. */
const LEAST_TTL_SECONDS = 3600;

/** The Job as `kubectl create job --from` would make it, with our marks. Pure. */
export function jobToRun(
  object: KubernetesObject,
  made: { newName: string; trail: Trail },
): KubernetesObject {
  const template = object.kind === "CronJob" ? recordOf(recordOf(object.spec).jobTemplate) : object;
  const metadata = recordOf(template.metadata);
  const spec = structuredClone(recordOf(template.spec));
  delete spec.selector;
  delete spec.manualSelector;
  delete spec.suspend;
  if (typeof spec.ttlSecondsAfterFinished === "number")
    spec.ttlSecondsAfterFinished = Math.max(spec.ttlSecondsAfterFinished, LEAST_TTL_SECONDS);
  const pod = recordOf(spec.template);
  const podMetadata = recordOf(pod.metadata);
  spec.template = {
    ...pod,
    metadata: {
      ...podMetadata,
      labels: withoutControllers(podMetadata.labels),
      creationTimestamp: undefined,
    },
  };
  const isCronJob = object.kind === "CronJob";
  const owner = isCronJob ? ownerRef(object) : controllerOf(object);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: made.newName,
      namespace: object.metadata.namespace ?? "",
      labels: withoutControllers(metadata.labels),
      annotations: {
        ...withoutLastApplied(metadata.annotations),
        // https://kubernetes.io/docs/reference/labels-annotations-taints/: so kubectl marks a Job that was started by hand.
        ...(owner?.kind === "CronJob" ? { "cronjob.kubernetes.io/instantiate": "manual" } : {}),
        ...(isCronJob ? {} : { [RUNS_AGAIN_ANNOTATION]: object.metadata.name }),
        ...trailAnnotations(made.trail),
      },
      // So that the CronJob counts and sweeps it as one of its own.
      ...(owner?.kind === "CronJob" ? { ownerReferences: [owner] } : {}),
    },
    spec: JSON.parse(JSON.stringify(spec)) as unknown,
  };
}

function ownerRef({ apiVersion, kind, metadata }: KubernetesObject) {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? "", controller: true };
}

function withoutControllers(labels: unknown): Record<string, string> {
  const kept = Object.entries(recordOf(labels)).filter(([key]) => !CONTROLLER_LABELS.includes(key));
  return Object.fromEntries(kept) as Record<string, string>;
}

const LEFT_BEHIND = ["kubectl.kubernetes.io/last-applied-configuration", "batch.kubernetes.io/job-tracking"];

function withoutLastApplied(annotations: unknown): Record<string, string> {
  const kept = Object.entries(recordOf(annotations)).filter(([key]) => !LEFT_BEHIND.includes(key));
  return Object.fromEntries(kept) as Record<string, string>;
}
