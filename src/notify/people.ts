import { cleanText } from "../core/clean-text.ts";
import type { Clock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";

/** What the people of a chat are called. Nothing waits for it: who is not known yet is shown by the short form of their id. */
export interface People {
  /** "Ada (ou_7d8a…1f2c)"; the id always stands beside the name, for a name is what anybody may call themselves. */
  wordsFor(id: string): string;
  /** Asks for whom it does not know, or has known for long; never throws, and never waits. */
  learn(ids: readonly string[]): void;
}

export interface PeopleDeps {
  /** Asks the chat; undefined where it does not say. */
  ask: (id: string) => Promise<string | undefined>;
  clock: Clock;
  logger: Logger;
  /** So many are remembered; those asked for longest ago are forgotten. */
  most?: number;
}

const MOST = 1_000;
const KEEP_MS = 24 * 3_600_000;
/** After a failure nobody is asked about the same person again for so long. */
const REST_MS = 10 * 60_000;
const MOST_CHARACTERS = 60;

export function createPeople({ ask, clock, logger, most = MOST }: PeopleDeps): People {
  const known = new Map<string, { name: string; until: number }>();
  let asking = Promise.resolve();

  async function askFor(id: string): Promise<void> {
    const before = known.get(id);
    // Whoever comes in between finds an answer on its way.
    remember(id, before?.name ?? "", REST_MS);
    try {
      const name = cleanText((await ask(id)) ?? "")
        .replace(/\s+/gu, " ")
        .trim();
      if (name !== "") remember(id, Array.from(name).slice(0, MOST_CHARACTERS).join(""), KEEP_MS);
    } catch (error) {
      logger.info({ openId: id, error: messageOf(error) }, "what a person is called could not be learned");
    }
  }

  function remember(id: string, name: string, forMs: number): void {
    known.delete(id);
    known.set(id, { name, until: clock.now().getTime() + forMs });
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
  }

  return {
    wordsFor(id) {
      const name = known.get(id)?.name ?? "";
      return name === "" || name === id ? shortForm(id) : `${name} (${shortForm(id)})`;
    },
    learn(ids) {
      for (const id of new Set(ids)) {
        // One after another: a start asks about everybody at once.
        asking = asking.then(async () => {
          if ((known.get(id)?.until ?? 0) <= clock.now().getTime()) await askFor(id);
        });
      }
    },
  };
}

/** An open id is `ou_` and 32 digits: enough of it to tell people apart. */
export function shortForm(id: string): string {
  return id.length <= 16 ? id : `${id.slice(0, 7)}…${id.slice(-4)}`;
}
