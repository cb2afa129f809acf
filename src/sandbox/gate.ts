interface Gate {
  /** Runs `work` when a place is free. Throws where too many wait already, and the signal's reason. */
  through<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** At most `places` at a time, in order of arrival; at most `queue` wait. */
export function createGate({ places, queue }: { places: number; queue: number }): Gate {
  let free = places;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  const enter = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    if (waiting.length >= queue) return Promise.reject(new Error("too many programs wait already"));
    return new Promise((resolve, reject) => {
      const go = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      const onAbort = () => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(signal.reason);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      waiting.push(go);
    });
  };
  return {
    async through(signal, work) {
      await enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
