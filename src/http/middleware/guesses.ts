import type { Request } from "express";
import type { Clock } from "../../core/clock.ts";
import { messageOf } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";
import type { WrongTokens } from "../../database/wrong-tokens.ts";
import type { GuessedDoor } from "../../domain/guessed-door.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import { Refusal } from "../refusal.ts";
import { callerAddress } from "./caller-address.ts";

/** Wrong tokens that an address may show at once, and how long one of them is held against it. */
export const MOST_WRONG = 20;
export const FORGET_MS = 15_000;
/** Addresses that are remembered; with more, those that were quiet for longest are forgotten. */
const MOST_ADDRESSES = 10_000;
/** Wrong tokens that are told to other replicas at the same time; a flood of them must not take the database's connections. */
const MOST_TOLD = 4;

/**
 * A bound on guessing tokens, a door and an address. Whoever is over it is refused before the token is looked at: the
 * right one is refused too, for else the answer would tell it from the wrong ones.
 *
 * A replica counts at once, and learns with each wrong token what the others have seen. So N replicas together look at
 * `MOST_WRONG` + N - 1 tokens of an address that guesses one after the other, at `MOST_WRONG` each of one that sends all
 * in the same moment, and from then on at one in `FORGET_MS` between them. With the database away each counts alone.
 */
export interface Guesses {
  /** Throws where the address has shown too many wrong tokens; call `wrong` where this one is wrong. */
  begin(request: Request, door: GuessedDoor): { wrong(): void };
}

export interface GuessDeps {
  clock: Clock;
  metrics: Metrics;
  logger: Logger;
  /** What all replicas see; absent: this one alone. */
  wrongTokens?: WrongTokens;
}

interface Held {
  wrong: number;
  at: number;
}

export function createGuesses(deps: GuessDeps): Guesses {
  // In the order of the last wrong token: the first entry was quiet for longest.
  const heldByCaller = new Map<string, Held>();
  const heldNow = (key: string, now: number): number => {
    const held = heldByCaller.get(key);
    return held === undefined ? 0 : Math.max(0, held.wrong - Math.max(0, now - held.at) / FORGET_MS);
  };
  const remember = (key: string, wrong: number, now: number) => {
    heldByCaller.delete(key);
    heldByCaller.set(key, { wrong, at: now });
    const oldest = heldByCaller.size > MOST_ADDRESSES ? heldByCaller.keys().next().value : undefined;
    if (oldest !== undefined) heldByCaller.delete(oldest);
  };
  let told = 0;
  const share = async (key: string, at: Date): Promise<void> => {
    if (deps.wrongTokens === undefined || told >= MOST_TOLD) return;
    told += 1;
    try {
      const held = await deps.wrongTokens.add(key, at);
      const now = deps.clock.now().getTime();
      if (held > heldNow(key, now)) remember(key, held, now);
    } catch (error) {
      deps.logger.warn({ error: messageOf(error) }, "a wrong token could not be told to other replicas");
    } finally {
      told -= 1;
    }
  };
  return {
    begin(request, door) {
      const address = callerAddress(request);
      const key = `${door} ${address}`;
      const held = heldNow(key, deps.clock.now().getTime());
      if (held > MOST_WRONG - 1) {
        deps.metrics.wrongTokens.inc({ door, result: "limited" });
        throw tooMany(door, Math.ceil(((held - (MOST_WRONG - 1)) * FORGET_MS) / 1000));
      }
      return {
        wrong() {
          const now = deps.clock.now().getTime();
          const wrong = heldNow(key, now) + 1;
          remember(key, wrong, now);
          void share(key, new Date(now));
          deps.metrics.wrongTokens.inc({ door, result: "wrong" });
          if (wrong > MOST_WRONG - 1) {
            deps.logger.warn(
              { door, address },
              "too many wrong tokens came from this address: it has to wait",
            );
          }
        },
      };
    },
  };
}

/** Alertmanager tries again after a 5xx alone, and its own token may be right. */
function tooMany(door: GuessedDoor, waitSeconds: number): Refusal {
  return new Refusal(
    door === "webhook" ? 503 : 429,
    "too-many-guesses",
    "Too many wrong tokens came from your address. Wait a few minutes, then try again.",
    { "Retry-After": String(Math.max(1, waitSeconds)) },
  );
}
