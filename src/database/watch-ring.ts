import type { Kysely } from "kysely";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { Shutdown } from "../core/shutdown.ts";
import { type KeyRing, keyAt, type RingName, readRing } from "./key-ring.ts";
import type { Tables } from "./tables.ts";

const EVERY_MS = 5_000;

/** The ring as the database says, from now on until the service stops; with the database away, as it was said last. */
export async function watchRing(
  db: Kysely<Tables>,
  name: RingName,
  { logger, shutdown, everyMs = EVERY_MS }: { logger: Logger; shutdown: Shutdown; everyMs?: number },
): Promise<KeyRing> {
  let state = await readRing(db, name);
  let looking = Promise.resolve();
  let isLooking = false;
  const look = async () => {
    isLooking = true;
    try {
      state = await readRing(db, name);
    } catch (error) {
      logger.warn({ key: name, error: messageOf(error) }, "whether a key was turned cannot be seen now");
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => {
    if (!isLooking) looking = look();
  }, everyMs).unref();
  shutdown.add(name, async () => {
    clearInterval(timer);
    await looking;
  });
  return { at: (madeAt) => keyAt(state, madeAt) };
}
