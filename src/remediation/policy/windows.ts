import { z } from "zod";
import { isTimeZone } from "../../core/time-zone.ts";
import {
  dayBefore,
  type WallTime,
  WEEKDAYS,
  type Weekday,
  wallTime,
  weekdayOf,
} from "../../core/wall-time.ts";

export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, "must be the IANA name of a time zone such as Europe/Berlin")
  .describe("IANA name of a time zone, such as Europe/Berlin");
const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day in quotes such as "09:00"')
  .describe('time of day, "09:00"');
const day = z
  .string()
  .regex(
    /^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d)?$/,
    "must be a day such as 2026-12-20, a day of every year such as 12-20, or either with a time such as 2026-12-20T18:00",
  )
  .describe("day (2026-12-20), day of every year (12-20), or either with a time (2026-12-20T18:00)");

/** A time that comes again, a time that is set, or the part of a set time that comes again. */
export const windowSchema = z
  .strictObject({
    timeZone: timeZoneSchema.optional(),
    days: z.array(z.enum(WEEKDAYS)).min(1).optional().describe("days of the week on which it begins; all"),
    from: clock.optional(),
    to: clock.optional().describe("not included; before `from` it is on the next day; 24 h without both"),
    since: day.optional().describe("first day, or the time at which it begins"),
    until: day.optional().describe("last day, which is included, or the time at which it ends"),
  })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    path: ["from"],
    message: "from and to go together, and one of them is missing",
  })
  .refine(({ days, from, since, until }) => (days ?? from ?? since ?? until) !== undefined, {
    message: "says no time: give days, from and to, or since and until",
  })
  .refine(({ since, until }) => !isYearly(since) || !isYearly(until) || (since && until), {
    path: ["since"],
    message: "days of every year need both since and until",
  })
  .refine(({ since, until }) => !since || !until || isYearly(since) === isYearly(until), {
    path: ["until"],
    message: "since and until must both have a year, or neither",
  })
  .refine(({ since, until }) => !since || !until || isYearly(since) || ending(until) > beginning(since), {
    path: ["until"],
    message: "is before since",
  });
export type TimeWindow = z.infer<typeof windowSchema> & { timeZone: string };

/** Whether a window is open at an instant, by the clocks of its zone. An hour that comes twice is in it twice. Pure. */
export function isOpen(window: TimeWindow, at: Date): boolean {
  const wall = wallTime(at, window.timeZone);
  return isInSetTime(window, wall) && isInDailyTime(window, wall);
}

export function openWindows(windows: Readonly<Record<string, TimeWindow>>, at: Date): string[] {
  return Object.entries(windows).flatMap(([name, window]) => (isOpen(window, at) ? [name] : []));
}

function isInDailyTime(window: TimeWindow, { clock: now, date, weekday }: WallTime): boolean {
  const { from, to } = window;
  const days: readonly Weekday[] = window.days ?? WEEKDAYS;
  if (from === undefined || to === undefined) return days.includes(weekday);
  if (from < to) return days.includes(weekday) && now >= from && now < to;
  // Over midnight it belongs to the day on which it began.
  const beganToday = days.includes(weekday) && now >= from;
  return beganToday || (days.includes(weekdayOf(dayBefore(date))) && now < to);
}

function isInSetTime({ since, until }: TimeWindow, { date, clock: now }: WallTime): boolean {
  const isOfEveryYear = isYearly(since ?? until);
  const at = `${isOfEveryYear ? date.slice(5) : date}T${now}`;
  const hasBegun = since === undefined || at >= beginning(since);
  const isNotOver = until === undefined || at < ending(until);
  // From December to January: after the one or before the other.
  if (isOfEveryYear && since && until && ending(until) <= beginning(since)) return hasBegun || isNotOver;
  return hasBegun && isNotOver;
}

const isYearly = (text: string | undefined) => text !== undefined && /^\d{2}-/.test(text);
const hasTime = (text: string) => text.includes(":");
const beginning = (text: string) => (hasTime(text) ? text.replace(" ", "T") : `${text}T00:00`);
/** A day alone is meant whole; "T24" is after every time of it. */
const ending = (text: string) => (hasTime(text) ? text.replace(" ", "T") : `${text}T24:00`);
