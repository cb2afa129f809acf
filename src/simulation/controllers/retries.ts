import type { ApiMachinery } from "../api/api-machinery.ts";
import { type Controller, requeue } from "./controller.ts";

const FIRST_MS = 1_000;
const LONGEST_MS = 80_000;

/** Reconciles objects again that were refused, each time after twice as long. */
export interface Retries {
  again(namespace: string, name: string): void;
  forget(namespace: string, name: string): void;
}

/** Real controllers begin with milliseconds and end with a quarter of an hour: that long would hold up every scenario. */
export function createRetries(api: ApiMachinery, controller: () => Controller): Retries {
  const attempts = new Map<string, number>();
  return {
    again(namespace, name) {
      const key = `${namespace}/${name}`;
      const count = attempts.get(key) ?? 0;
      attempts.set(key, count + 1);
      requeue(api, controller(), [namespace, name], Math.min(LONGEST_MS, FIRST_MS * 2 ** count));
    },
    forget: (namespace, name) => {
      attempts.delete(`${namespace}/${name}`);
    },
  };
}
