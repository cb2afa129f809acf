import { describeRef } from "../../domain/object-ref.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Facts } from "../facts.ts";
import { found } from "../found.ts";
import { passedFault } from "../jobs/passed-fault.ts";
import type { Signature } from "../signature.ts";
import { logEvidence, logOf, troubleEvidence } from "../told.ts";
import type { Trouble } from "../troubles/trouble.ts";
import { troublesOf } from "../troubles/troubles-of.ts";

const DEEPER: ReadonlySet<Trouble["kind"]> = new Set([
  "memory",
  "image",
  "config",
  "start",
  "mount",
  "evicted",
]);

const NEXT_RUN = { seconds: 840, reason: "what made it fail is over, and its schedule runs it again" };

/** The Job controller gave up: too many failures, or too long. Why its program failed is for other signatures to say better. */
export const jobEnded: Signature = {
  name: "job-ended",
  family: "jobs",
  explains: [
    {
      cause: "job-failed",
      evidence: [
        "the Job's condition Failed: BackoffLimitExceeded, PodFailurePolicy",
        "the log of its last pod",
        "that what made it fail is over: the Service that it called serves, its node is well, its template was changed",
      ],
      repairs: ["RunJobAgain"],
    },
    {
      cause: "job-deadline-exceeded",
      evidence: ["the Job's condition Failed: DeadlineExceeded", "activeDeadlineSeconds"],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const troubles = troublesOf(facts);
    const trouble = troubles.find(({ kind }) => kind === "job");
    if (trouble === undefined) return [];
    const isLate = trouble.reason === "DeadlineExceeded";
    const job = facts.object.kind === "Job" ? facts.workload : facts.jobs[0];
    const jobName = job?.metadata.name ?? facts.object.name;
    const seconds = recordOf(job?.spec).activeDeadlineSeconds;
    const pod = trouble.pod;
    const failing = pod?.containers.find(({ ends }) => ends.some(({ exitCode }) => exitCode !== 0));
    const log = failing && logOf(facts, { ...trouble, container: failing });
    const end = failing?.ends[0];
    const passed = isLate || job === undefined ? undefined : passedFault(facts, job);
    const isToCome = passed !== undefined && runsOften(facts);
    return [
      found(isLate ? "job-deadline-exceeded" : "job-failed", {
        // That the Job gave up is the outcome; what ended its pods, where that is known, is the cause.
        confidence:
          passed?.confidence ?? (isLate ? 0.94 : troubles.some(({ kind }) => DEEPER.has(kind)) ? 0.4 : 0.65),
        sentence: isLate
          ? `Job ${jobName} was ended because it took longer than ${typeof seconds === "number" ? `its ${seconds} s` : "its deadline"} (activeDeadlineSeconds).`
          : `${describeRef(facts.object)} failed for good (${trouble.reason})${end === undefined ? "" : `: container ${failing?.name} ended with exit code ${end.exitCode}`}${passed === undefined ? "" : `; ${passed.why}`}.`,
        ...(isToCome ? { waitFor: NEXT_RUN } : {}),
        repair:
          passed === undefined || isToCome
            ? null
            : {
                type: "RunJobAgain",
                target: facts.object,
                isExclusive: false,
                // The plan gives it its name, by the incident and the attempt.
                parameters: { newName: jobName, basis: passed.why },
              },
        support: [
          ...(passed?.support ?? []),
          ...troubleEvidence(facts, trouble),
          ...(log === undefined ? [] : [logEvidence(facts, log)]),
        ],
        advice: [
          isLate
            ? {
                text: "See what takes so long, or allow more time in the template",
                command: `kubectl get job ${jobName} -n ${facts.object.namespace} -o yaml`,
              }
            : {
                text: "Read what its last pod said",
                command: `kubectl logs -n ${facts.object.namespace} ${pod?.name ?? `job/${jobName}`}`,
              },
          { text: "When the reason is gone, run it again", command: again(facts, jobName) },
        ],
      }),
    ];
  },
};

/** A CronJob that runs by the hour or oftener shows by itself that it is over. */
function runsOften({ object, workload }: Facts): boolean {
  if (object.kind !== "CronJob") return false;
  const { schedule, suspend } = recordOf(workload.spec);
  const text = String(schedule).replace(/^(?:CRON_)?TZ=\S+\s+/, "");
  const [, hour = ""] = text.trim().split(/\s+/);
  return suspend !== true && (/^@(?:hourly|every)/.test(text) || hour === "*");
}

const again = (facts: Facts, job: string) =>
  facts.object.kind === "CronJob"
    ? `kubectl create job -n ${facts.object.namespace} ${facts.object.name}-again --from=cronjob/${facts.object.name}`
    : `kubectl get job ${job} -n ${facts.object.namespace} -o json | jq 'del(.spec.selector, .spec.template.metadata.labels, .metadata.uid, .metadata.resourceVersion, .status) | .metadata.name += "-again"' | kubectl create -f -`;
