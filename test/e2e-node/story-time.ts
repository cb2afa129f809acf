/** A story that has not come to its end by then has failed; a CronJob's takes longest, two of its minutes. */
export const STORY_MS = 240_000;
