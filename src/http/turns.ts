/** Whose work begins when, so that a storm of webhooks leaves the event loop to others in between. */
export interface Turns {
  /** Begins `work` when its turn has come: in the order of asking, a few milliseconds of them a round of the loop. */
  take<T>(work: () => Promise<T>): Promise<T>;
  /** Until `work` has ended no turn begins, but for those that have waited for `MOST_HELD_MS`. */
  first<T>(work: () => Promise<T>): Promise<T>;
}

export interface TurnDeps {
  /** Milliseconds that only grow. */
  nowMs(): number;
  /** After everything that has arrived meanwhile was looked at. */
  nextRound(begin: () => void): void;
  later(delayMs: number, begin: () => void): void;
}

const LIVE: TurnDeps = {
  nowMs: () => performance.now(),
  nextRound: setImmediate,
  later: (delayMs, begin) => void setTimeout(begin, delayMs).unref(),
};

/** Of one round: some ten small payloads, or one large one. */
export const ROUND_MS = 2;
/** A press takes some thirty; however many come, webhooks go on. */
export const MOST_HELD_MS = 50;

interface Waiting {
  sinceMs: number;
  begin(): void;
}

export function createTurns({ nowMs, nextRound, later }: TurnDeps = LIVE): Turns {
  const queue: Waiting[] = [];
  let ahead = 0;
  let isAsked = false;
  let isHeld = false;

  const ask = () => {
    if (isAsked) return;
    isAsked = true;
    nextRound(serve);
  };
  const heldMs = ({ sinceMs }: Waiting) => (ahead === 0 ? 0 : MOST_HELD_MS - (nowMs() - sinceMs));
  const serve = () => {
    isAsked = false;
    const endMs = nowMs() + ROUND_MS;
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const waitMs = heldMs(next);
      if (waitMs > 0) return hold(waitMs);
      queue.shift();
      next.begin();
      if (nowMs() >= endMs) break;
    }
    if (queue.length > 0) ask();
  };
  const hold = (waitMs: number) => {
    if (isHeld) return;
    isHeld = true;
    later(waitMs, () => {
      isHeld = false;
      ask();
    });
  };
  return {
    take<T>(work: () => Promise<T>) {
      // What it throws at once is its caller's, too.
      const run = async () => work();
      const turn = Promise.withResolvers<T>();
      queue.push({ sinceMs: nowMs(), begin: () => turn.resolve(run()) });
      ask();
      return turn.promise;
    },
    async first(work) {
      ahead += 1;
      try {
        return await work();
      } finally {
        ahead -= 1;
        if (ahead === 0) ask();
      }
    },
  };
}
