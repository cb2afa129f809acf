export interface Timer {
  key: string;
  dueMs: number;
  /** Among timers of one instant, the one that was set earlier is first. */
  order: number;
  task: () => void;
}

/** Timers by key, the earliest first: a binary heap in which replaced timers lie until they come up. */
export interface TimerQueue {
  set(timer: Timer): void;
  delete(key: string): void;
  first(): Timer | undefined;
}

const isBefore = (a: Timer, b: Timer) => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);

export function createTimerQueue(): TimerQueue {
  const byKey = new Map<string, Timer>();
  const heap: Timer[] = [];

  const swap = (a: number, b: number) => {
    const [x, y] = [heap[a], heap[b]];
    if (x && y) [heap[a], heap[b]] = [y, x];
  };
  const isEarlier = (a: number, b: number) => {
    const [x, y] = [heap[a], heap[b]];
    return x !== undefined && y !== undefined && isBefore(x, y);
  };
  const rise = (from: number) => {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!isEarlier(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  };
  const sink = () => {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = isEarlier(right, left) ? right : left;
      if (!isEarlier(child, at)) return;
      swap(at, child);
      at = child;
    }
  };
  const pop = () => {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    sink();
  };

  return {
    set(timer) {
      byKey.set(timer.key, timer);
      heap.push(timer);
      rise(heap.length - 1);
    },
    delete: (key) => {
      byKey.delete(key);
    },
    first() {
      for (let top = heap[0]; top; top = heap[0]) {
        if (byKey.get(top.key) === top) return top;
        pop();
      }
      return undefined;
    },
  };
}
