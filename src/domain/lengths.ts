/**
 * For how long a question can be put off and a workload be paused, in minutes, the shortest first. The first is meant where
 * nobody chooses, and the last is the most that is taken.
 */
export interface Lengths {
  "not-now": readonly number[];
  pause: readonly number[];
}
export type Lasting = keyof Lengths;

const HOUR = 60;
const DAY = 24 * HOUR;

export const USUAL_LENGTHS: Lengths = {
  "not-now": [30, 2 * HOUR, 8 * HOUR],
  pause: [HOUR, 8 * HOUR, DAY, 7 * DAY],
};

/** Nobody means more than a week by "not now", whatever is configured. */
export const MAX_MINUTES = 7 * DAY;

export const isLasting = (decision: string): decision is Lasting =>
  decision === "not-now" || decision === "pause";

/** As people say it: 1 day and 30 minutes, and nothing of what there is none. */
export function spanOf(minutes: number): { days: number; hours: number; minutes: number } {
  return {
    days: Math.floor(minutes / DAY),
    hours: Math.floor((minutes % DAY) / HOUR),
    minutes: minutes % HOUR,
  };
}
