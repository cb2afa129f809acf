import { isReason } from "../core/errors.ts";

/** Callers that come at the same time share one write, and each still has an outcome of its own. */
export interface GroupWrites<T, R> {
  add(item: T): Promise<R>;
}

export interface GroupWritesOptions<T, R> {
  /** Writes all or nothing; the results are in the order of the items. */
  write(items: readonly T[]): Promise<readonly R[]>;
  /** Two items with a key in common are not written together. */
  keysOf(item: T): readonly string[];
  /** Most keys that one write has, unless its only item has more. */
  maxKeys: number;
  /** Writes under way at the same time: while one waits for the disk, the next is made ready. */
  atOnce: number;
}

interface Waiting<T, R> {
  item: T;
  keys: readonly string[];
  outcome: PromiseWithResolvers<R>;
}

/**
 * An item is written at once where there is room, else together with all that came meanwhile. Where a shared write is
 * refused, each of its items is tried alone, so that one cannot fail the others; where the database is away, all fail.
 */
export function createGroupWrites<T, R>(options: GroupWritesOptions<T, R>): GroupWrites<T, R> {
  let queue: Waiting<T, R>[] = [];
  let underWay = 0;

  const pump = () => {
    while (underWay < options.atOnce && queue.length > 0) {
      const group = takeGroup();
      underWay += 1;
      void settle(group).finally(() => {
        underWay -= 1;
        pump();
      });
    }
  };
  const takeGroup = () => {
    const group: Waiting<T, R>[] = [];
    const left: Waiting<T, R>[] = [];
    const taken = new Set<string>();
    for (const one of queue) {
      const fits = taken.size + one.keys.length <= options.maxKeys && !one.keys.some((key) => taken.has(key));
      if (group.length > 0 && !fits) {
        left.push(one);
        continue;
      }
      group.push(one);
      for (const key of one.keys) taken.add(key);
    }
    queue = left;
    return group;
  };
  const settle = async (group: readonly Waiting<T, R>[]) => {
    try {
      const results = await options.write(group.map(({ item }) => item));
      group.forEach(({ outcome }, index) => {
        outcome.resolve(results[index] as R);
      });
    } catch (error) {
      if (group.length > 1 && !isReason(error, "unavailable")) await settleEach(group);
      else for (const { outcome } of group) outcome.reject(error);
    }
  };
  const settleEach = async (group: readonly Waiting<T, R>[]) => {
    for (const one of group) await settle([one]);
  };

  return {
    add(item) {
      const outcome = Promise.withResolvers<R>();
      queue.push({ item, keys: options.keysOf(item), outcome });
      pump();
      return outcome.promise;
    },
  };
}
