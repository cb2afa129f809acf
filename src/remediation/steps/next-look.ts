import { after } from "./run-context.ts";

/** While a person thinks, the cluster is looked at: a plan whose grounds are gone must not be approved. */
const REVIEW_SECONDS = 30;

/** When a question that waits is looked at again: soon, and at each of its own times that is still to come. */
export function nextLook(now: Date, times: readonly (Date | null)[]): Date {
  const ahead = times.filter((at) => at !== null && at > now).map((at) => Number(at));
  return new Date(Math.min(after(now, REVIEW_SECONDS).getTime(), ...ahead));
}
