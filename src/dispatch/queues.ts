/** What a job wakes. The first two have one key; `advance` has one an incident. */
export const QUEUES = ["correlate", "deliver", "advance"] as const;
export type Queue = (typeof QUEUES)[number];

/** How many keys of a queue run at the same time in one process. */
export const CONCURRENCY: Readonly<Record<Queue, number>> = { correlate: 1, deliver: 1, advance: 8 };

/**
 * Incidents are shared among replicas by taking no more than can run; the other queues are emptied for one run, and left
 * alone during it: what is sent meanwhile joins the job that waits.
 */
export function batchOf(queue: Queue, free: number): number {
  return queue === "advance" || free === 0 ? free : 100;
}
