import { describeRef } from "../../domain/object-ref.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { everFires } from "../cron/ever-fires.ts";
import { eventDraft } from "../evidence-drafts.ts";
import type { Facts } from "../facts.ts";
import { found } from "../found.ts";
import { specEvidence } from "../memory/evidence.ts";
import type { Signature } from "../signature.ts";

/** Source: pkg/controller/cronjob/cronjob_controllerv2.go. */
const UNUSABLE = new Set([
  "UnparseableSchedule",
  "UnknownTimeZone",
  "InvalidSchedule",
  "UnsupportedSchedule",
]);
const MISSED = new Set(["TooManyMissedTimes", "MissSchedule"]);

/** A CronJob whose runs do not come: put to rest, or with a schedule that cannot bring them. */
export const cronJobSchedule: Signature = {
  name: "cron-job-schedule",
  family: "jobs",
  explains: [
    {
      cause: "cron-job-suspended",
      evidence: ["spec.suspend", "a complaint that no run came"],
      repairs: ["ResumeCronJob"],
    },
    {
      cause: "cron-job-schedule-wrong",
      evidence: [
        "spec.schedule, which matches no day of any year",
        "events: UnparseableSchedule, UnknownTimeZone, TooManyMissedTimes",
      ],
      repairs: [],
    },
  ],
  diagnose(facts) {
    if (facts.object.kind !== "CronJob") return [];
    const spec = recordOf(facts.workload.spec);
    return spec.suspend === true ? suspended(facts) : wrong(facts, String(spec.schedule ?? ""));
  },
};

function suspended(facts: Facts) {
  // Suspended on purpose is no trouble: only somebody who misses the runs makes it one.
  if (!facts.signals.some(({ symptom }) => symptom === "job-late" || symptom === "other")) return [];
  const { namespace, name } = facts.object;
  const basis = "it is suspended, and its runs are missed";
  return [
    found("cron-job-suspended", {
      confidence: 0.93,
      sentence: `${describeRef(facts.object)} is suspended, so that it makes no Jobs; somebody misses its runs.`,
      support: [specEvidence(facts, "spec.suspend: true")],
      repair: { type: "ResumeCronJob", target: facts.object, isExclusive: true, parameters: { basis } },
      advice: [
        {
          text: "Let it run again",
          command: `kubectl patch cronjob ${name} -n ${namespace} -p '{"spec":{"suspend":false}}'`,
        },
      ],
    }),
  ];
}

function wrong(facts: Facts, schedule: string) {
  const { namespace, name } = facts.object;
  const event = facts.events.find(({ reason, about }) => about.kind === "CronJob" && UNUSABLE.has(reason));
  const missed = facts.events.find(({ reason, about }) => about.kind === "CronJob" && MISSED.has(reason));
  const isNever = everFires(schedule) === false;
  if (event === undefined && missed === undefined && !isNever) return [];
  const why = isNever
    ? `its schedule "${schedule}" names a day that no year has`
    : (event?.message ?? missed?.message ?? "");
  return [
    found("cron-job-schedule-wrong", {
      confidence: isNever || event !== undefined ? 0.94 : 0.7,
      sentence: `${describeRef(facts.object)} makes no Jobs: ${why}.`,
      support: [
        specEvidence(facts, `spec.schedule: ${schedule}`),
        ...[event, missed].flatMap((one) => (one === undefined ? [] : [eventDraft(one)])),
      ],
      advice: [
        {
          text: "Set a schedule that comes due",
          command: `kubectl patch cronjob ${name} -n ${namespace} -p '{"spec":{"schedule":"MINUTE HOUR DAY MONTH WEEKDAY"}}'`,
        },
      ],
    }),
  ];
}
