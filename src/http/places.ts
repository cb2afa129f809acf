import { Refusal } from "./refusal.ts";

/** A bound on the webhooks whose bodies are in memory. */
export interface Places {
  /** Resolves, in the order of asking, when there is room for so many bytes; the result gives the place back. Throws 503 where too many wait. */
  enter(bytes: number): Promise<() => void>;
}

export interface PlaceBounds {
  /** The most that are read, checked and committed at the same time; one alone may have more bytes. */
  webhooks: number;
  bytes: number;
  /** The most that wait for a place: of those nothing but the headers was read. */
  waiting: number;
}

export const PLACE_BOUNDS: PlaceBounds = { webhooks: 64, bytes: 64 * 1024 * 1024, waiting: 1_000 };

interface Waiting {
  bytes: number;
  enter(leave: () => void): void;
}

export function createPlaces(bounds: PlaceBounds): Places {
  const queue: Waiting[] = [];
  let webhooks = 0;
  let bytes = 0;

  const hasRoomFor = (more: number) =>
    webhooks === 0 || (webhooks < bounds.webhooks && bytes + more <= bounds.bytes);
  const take = (own: number) => {
    webhooks += 1;
    bytes += own;
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      webhooks -= 1;
      bytes -= own;
      letIn();
    };
  };
  const letIn = () => {
    for (let next = queue[0]; next !== undefined && hasRoomFor(next.bytes); next = queue[0]) {
      queue.shift();
      next.enter(take(next.bytes));
    }
  };
  return {
    async enter(own) {
      if (queue.length === 0 && hasRoomFor(own)) return take(own);
      if (queue.length >= bounds.waiting) throw tooMany();
      return new Promise((enter) => queue.push({ bytes: own, enter }));
    },
  };
}

/** Not 429: Alertmanager tries again after a 5xx alone. */
const tooMany = () =>
  new Refusal(503, "too-many-webhooks", "Too many webhooks wait already. Send this one again.", {
    "Retry-After": "5",
  });
