import { isTimeZone, parseSchedule, ScheduleError } from "../store/cron-schedule.ts";
import type { CronJob, JobSpec } from "../store/objects.ts";
import { type Cause, fieldInvalid, fieldRequired } from "./status-error.ts";

const WITH_ZONE = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";

function checkSchedule(schedule: string): Cause[] {
  const field = "spec.schedule";
  if (schedule === "") return [fieldRequired(field)];
  if (/^(CRON_)?TZ=/.test(schedule)) return [fieldInvalid(field, schedule, WITH_ZONE)];
  try {
    parseSchedule(schedule);
    return [];
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    return [fieldInvalid(field, schedule, error.message)];
  }
}

export const checkRestartPolicy = (path: string, { template }: JobSpec): Cause[] =>
  ["OnFailure", "Never"].includes(template?.spec?.restartPolicy ?? "")
    ? []
    : [fieldRequired(`${path}.spec.restartPolicy`, 'valid values: "OnFailure", "Never"')];

export function checkCronJob({ spec }: CronJob): Cause[] {
  const { timeZone } = spec;
  const isKnown = timeZone === undefined || isTimeZone(timeZone);
  return [
    ...checkSchedule(spec.schedule ?? ""),
    ...(isKnown ? [] : [fieldInvalid("spec.timeZone", timeZone, `unknown time zone ${timeZone}`)]),
    ...checkRestartPolicy("spec.jobTemplate.spec.template", spec.jobTemplate.spec),
  ];
}
