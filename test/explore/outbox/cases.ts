import type { Violation } from "../invariants.ts";
import { OUTBOX_GUARDS, type OutboxGuards, type OutboxWorld, outboxWorld } from "./world.ts";

const BOT = { name: "a channel without keys", hasKeys: false };
const APP = { name: "a channel with keys", hasKeys: true };
const FEW = { changes: 2, crashes: 1, lostAnswers: 1, refusals: 1, cuts: 1, presses: 2 };
const MANY = { changes: 3, crashes: 2, lostAnswers: 2, refusals: 2, cuts: 1, presses: 2 };

export const OUTBOX_QUICK: readonly OutboxWorld[] = [outboxWorld(BOT, FEW), outboxWorld(APP, FEW)];
export const OUTBOX_LONG: readonly OutboxWorld[] = [outboxWorld(BOT, MANY), outboxWorld(APP, MANY)];

export interface OutboxPlanted {
  name: string;
  guards: OutboxGuards;
  world: OutboxWorld;
  invariant: Violation["invariant"];
}

const without = (
  guard: keyof OutboxGuards,
  invariant: Violation["invariant"],
  nature = BOT,
): OutboxPlanted => ({
  ...{ name: `without ${guard}`, invariant, world: outboxWorld(nature, FEW) },
  guards: { ...OUTBOX_GUARDS, [guard]: false },
});

export const OUTBOX_PLANTED: readonly OutboxPlanted[] = [
  without("oneTransaction", 1),
  without("channelLock", 8),
  without("recordsAfterAnswer", 1),
  without("inOrder", 8),
  without("triesAgain", 1),
  without("sendsKeys", 8, APP),
  without("decidesOnce", 4),
  without("voidsQuestion", 4),
];
