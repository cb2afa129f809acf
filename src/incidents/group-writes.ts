import { isReason } from "../core/errors.ts";

/** Callers that come at the same time share one write, and each still has an outcome of its own. */
export interface GroupWrites<T, R> {
  add(item: T): Promise<R>;
}

export interface GroupWritesOptions<T, R> {
  /** Writes all or nothing; the results are in the order of the items. */
  write(items: readonly T[]): Promise<readonly R[]>;
  /** Items with a key in common are written one after the other, in the order in which they came. */
  keysOf(item: T): readonly string[];
  bytesOf(item: T): number;
  /** The most that one write has of either, unless its only item has more. */
  most: { keys: number; bytes: number };
  /** Writes under way at the same time: while one waits for the disk, the next is made ready. */
  atOnce: number;
  /** Calls when what comes in the same moment has come: a write that is begun sooner has one item. */
  gathered(begin: () => void): void;
}

interface Waiting<T, R> {
  item: T;
  keys: readonly string[];
  bytes: number;
  outcome: PromiseWithResolvers<R>;
}

/**
 * An item is written at once where there is room, else together with all that came meanwhile. Where a shared write is
 * refused, each of its items is tried alone, so that one cannot fail the others; where the database is away, all fail.
 */
export function createGroupWrites<T, R>(options: GroupWritesOptions<T, R>): GroupWrites<T, R> {
  let queue: Waiting<T, R>[] = [];
  let underWay = 0;
  let isGathering = false;
  const keysUnderWay = new Set<string>();

  const gather = () => {
    if (isGathering || underWay >= options.atOnce) return;
    isGathering = true;
    options.gathered(() => {
      isGathering = false;
      pump();
    });
  };
  const pump = () => {
    while (underWay < options.atOnce) {
      const group = takeGroup();
      if (group.length === 0) return;
      underWay += 1;
      void settle(group).finally(() => {
        underWay -= 1;
        for (const { keys } of group) for (const key of keys) keysUnderWay.delete(key);
        gather();
      });
    }
  };
  const takeGroup = () => {
    const group: Waiting<T, R>[] = [];
    const left: Waiting<T, R>[] = [];
    // Of what is taken and of what is left, so that nothing overtakes an earlier item of the same key.
    const held = new Set(keysUnderWay);
    const taken = { keys: 0, bytes: 0 };
    const hasRoomFor = ({ keys, bytes }: Waiting<T, R>) =>
      group.length === 0 ||
      (taken.keys + keys.length <= options.most.keys && taken.bytes + bytes <= options.most.bytes);
    for (const one of queue) {
      const isTaken = hasRoomFor(one) && !one.keys.some((key) => held.has(key));
      (isTaken ? group : left).push(one);
      for (const key of one.keys) held.add(key);
      if (!isTaken) continue;
      taken.keys += one.keys.length;
      taken.bytes += one.bytes;
    }
    for (const { keys } of group) for (const key of keys) keysUnderWay.add(key);
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
      queue.push({ item, keys: options.keysOf(item), bytes: options.bytesOf(item), outcome });
      gather();
      return outcome.promise;
    },
  };
}
