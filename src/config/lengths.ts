import { MAX_MINUTES } from "../domain/lengths.ts";
import { list } from "./values.ts";

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60 };
/** More than a person on a phone reads through. */
const MOST = 6;

/** Spans of time such as `30m,2h,1d`, as minutes, each once, the shortest first. */
export const lengths = list
  .transform((items, context) => {
    const minutes = items.map((item) => {
      const [, count, unit = ""] = /^(\d{1,5})([mhd])$/.exec(item) ?? [];
      if (count === undefined)
        context.addIssue({ code: "custom", message: "must be a list such as 30m,2h,1d" });
      return Number(count ?? 1) * (MINUTES[unit] ?? 1);
    });
    return [...new Set(minutes)].sort((a, b) => a - b);
  })
  .refine((minutes) => minutes.length >= 1 && minutes.length <= MOST, `must be from one to ${MOST} of them`)
  .refine((minutes) => minutes.every((one) => one >= 1 && one <= MAX_MINUTES), "must be from 1m to 7d each");
