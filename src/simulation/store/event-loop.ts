import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/logger.ts";
import { createTimerQueue } from "./timer-queue.ts";

/**
 * Runs the controllers: work that is due now, in the order in which it was asked for, and timers on the cluster's
 * clock. A timer runs with the instant for which it was set as "now", also when the machine was late, so that
 * durations are exact at any speed of the clock.
 */
export interface EventLoop {
  nowMs(): number;
  /** RFC 3339 with whole seconds, as Kubernetes writes times. */
  timestamp(): string;
  /** RFC 3339 with microseconds. */
  microTimestamp(): string;
  /** Runs `task` soon; a second call with the same key before that changes nothing. */
  enqueue(key: string, task: () => void): void;
  /** Runs `task` after `ms` of the clock; a later call with the same key replaces it. */
  after(key: string, ms: number, task: () => void): void;
  cancel(key: string): void;
  /** Brings the cluster up to the present: called before each request is answered. */
  catchUp(): void;
  stop(): Promise<void>;
}

export function createEventLoop(deps: { clock: Clock; logger: Logger }): EventLoop {
  const timers = createTimerQueue();
  const queue = new Map<string, () => void>();
  let order = 0;
  let nowMs = deps.clock.now().getTime();
  let isRunning = false;
  let isStopped = false;
  let isScheduled = false;
  let wake: { dueMs: number; abort: AbortController } | undefined;
  let sleeping: Promise<void> = Promise.resolve();

  const present = () => {
    if (!isRunning) nowMs = Math.max(nowMs, deps.clock.now().getTime());
    return nowMs;
  };
  const run = (key: string, task: () => void) => {
    try {
      task();
    } catch (error) {
      deps.logger.error({ key, error: String(error) }, "a controller of the simulated cluster failed");
    }
  };
  const drain = () => {
    for (const [key, task] of queue) {
      queue.delete(key);
      run(key, task);
    }
    if (queue.size > 0) drain();
  };
  const catchUp = () => {
    if (isRunning || isStopped) return;
    isRunning = true;
    drain();
    const presentMs = deps.clock.now().getTime();
    for (let next = timers.first(); next && next.dueMs <= presentMs; next = timers.first()) {
      const { dueMs } = next;
      nowMs = Math.max(nowMs, dueMs);
      // What is due at one instant runs together, so that thousands of pods that start at once cost one reconciliation.
      for (let one = timers.first(); one && one.dueMs === dueMs; one = timers.first()) {
        timers.delete(one.key);
        run(one.key, one.task);
      }
      drain();
    }
    nowMs = Math.max(nowMs, presentMs);
    isRunning = false;
    sleepUntilNext();
  };
  const sleepUntilNext = () => {
    const dueMs = timers.first()?.dueMs;
    if (isStopped || dueMs === undefined || wake?.dueMs === dueMs) return;
    wake?.abort.abort();
    const abort = new AbortController();
    wake = { dueMs, abort };
    sleeping = deps.clock.sleep(Math.max(0, dueMs - deps.clock.now().getTime()), abort.signal).then(
      () => {
        wake = undefined;
        catchUp();
      },
      () => undefined,
    );
  };
  const schedule = () => {
    if (isScheduled || isRunning || isStopped) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      catchUp();
    });
  };

  return {
    nowMs: present,
    timestamp: () => `${new Date(present()).toISOString().slice(0, 19)}Z`,
    microTimestamp: () => `${new Date(present()).toISOString().slice(0, 23)}000Z`,
    enqueue(key, task) {
      if (!queue.has(key)) queue.set(key, task);
      schedule();
    },
    after(key, ms, task) {
      order += 1;
      timers.set({ key, dueMs: present() + Math.max(0, ms), order, task });
      schedule();
    },
    cancel: (key) => timers.delete(key),
    catchUp,
    async stop() {
      isStopped = true;
      wake?.abort.abort();
      await sleeping;
    },
  };
}
