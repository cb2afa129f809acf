import { EventEmitter, once } from "node:events";

/** Remembers what was called, and lets a test wait for a number of calls. */
export interface CallLog<T> {
  calls: T[];
  add(call: T): void;
  /** Resolves with all calls when there are at least `count`; the test's own time limit ends the wait. */
  atLeast(count: number): Promise<T[]>;
}

export function createCallLog<T>(): CallLog<T> {
  const calls: T[] = [];
  const emitter = new EventEmitter();
  return {
    calls,
    add(call) {
      calls.push(call);
      emitter.emit("call");
    },
    async atLeast(count) {
      while (calls.length < count) await once(emitter, "call");
      return calls;
    },
  };
}
