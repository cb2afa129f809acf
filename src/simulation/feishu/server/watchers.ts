import type { FeishuState } from "./state.ts";

export interface Watchers {
  changed(): void;
  waitFor<T>(find: (state: FeishuState) => T | undefined, signal: AbortSignal): Promise<T>;
}

/** Lets others wait for a state of the stand-in instead of for time. */
export function createWatchers(state: FeishuState): Watchers {
  const looks = new Set<() => void>();
  return {
    changed() {
      for (const look of looks) look();
    },
    waitFor: (find, signal) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = find(state);
          if (found === undefined) return;
          end();
          resolve(found);
        };
        const onAbort = () => {
          end();
          reject(signal.reason);
        };
        const end = () => {
          looks.delete(look);
          signal.removeEventListener("abort", onAbort);
        };
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener("abort", onAbort, { once: true });
        looks.add(look);
        look();
      }),
  };
}
