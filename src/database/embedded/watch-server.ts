import type { Clock } from "../../core/clock.ts";
import { messageOf } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";

const WATCH_MS = 200;

export interface Watch {
  clock: Clock;
  logger: Logger;
  isUp(): Promise<boolean>;
  revive(): Promise<void>;
  signal: AbortSignal;
}

/** Starts the server again whenever it is gone, for as long as the service runs. */
export async function watchServer({ clock, logger, isUp, revive, signal }: Watch): Promise<void> {
  for (let failures = 0; ; ) {
    await clock.sleep(Math.min(10_000, WATCH_MS * 2 ** failures), signal).catch(() => {});
    if (signal.aborted) return;
    if (await isUp()) continue;
    logger.error({}, "the database server is gone: starting it again");
    await revive().then(
      () => {
        failures = 0;
      },
      (error: unknown) => {
        failures += 1;
        logger.error({ error: messageOf(error) }, "the database server did not start again");
      },
    );
  }
}
