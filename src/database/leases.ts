import { type Kysely, sql } from "kysely";
import { type Clock, createClock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { Tables } from "./tables.ts";

/** A task that one replica does at a time. */
export interface Lease {
  /**
   * Waits for the lease, does the work, and waits again where the work ends or the lease is lost, until `stop`. The signal
   * is aborted when the lease is lost, at the latest when another replica may take it.
   */
  run(whileHeld: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Ends the work and frees the lease for the next holder at once. */
  stop(): Promise<void>;
}

export interface LeaseDeps {
  db: Kysely<Tables>;
  name: string;
  /** Unique among replicas and their restarts. */
  holder: string;
  ttlMs: number;
  logger: Logger;
}

export function createLease(deps: LeaseDeps): Lease {
  // The database's time orders the holders, and it runs at the wall's pace; so must the renewals.
  const wall = createClock();
  const stopping = new AbortController();
  const beatMs = deps.ttlMs / 4;
  let running: Promise<void> | undefined;
  const pause = () => wall.sleep(beatMs, stopping.signal).catch(() => {});

  const loop = async (whileHeld: (signal: AbortSignal) => Promise<void>) => {
    while (!stopping.signal.aborted) {
      // Counted from before the request, so that this side always gives up before another one may begin.
      const heldUntilMs = wall.now().getTime() + deps.ttlMs - beatMs;
      const isHeld = await take(deps).catch((error: unknown) => {
        deps.logger.warn({ lease: deps.name, error: messageOf(error) }, "the lease could not be asked for");
        return false;
      });
      if (isHeld) await hold(deps, { wall, beatMs, heldUntilMs, stopping: stopping.signal, whileHeld });
      await pause();
    }
    await free(deps).catch(() => {});
  };
  return {
    run(whileHeld) {
      running ??= loop(whileHeld);
      return running;
    },
    async stop() {
      stopping.abort(new Error("the service stops"));
      await running;
    },
  };
}

interface Hold {
  wall: Clock;
  beatMs: number;
  heldUntilMs: number;
  stopping: AbortSignal;
  whileHeld(signal: AbortSignal): Promise<void>;
}

async function hold(deps: LeaseDeps, during: Hold): Promise<void> {
  const { stopping, whileHeld } = during;
  const lost = new AbortController();
  const signal = AbortSignal.any([stopping, lost.signal]);
  const ended = new AbortController();
  deps.logger.info({ lease: deps.name, holder: deps.holder }, "holds the lease");
  const renewing = renewUntilLost(deps, {
    ...during,
    signal: AbortSignal.any([signal, ended.signal]),
  }).then(() => lost.abort(new Error(`the lease ${deps.name} is lost`)));
  await whileHeld(signal).catch((error: unknown) => {
    if (!signal.aborted)
      deps.logger.error({ lease: deps.name, error: messageOf(error) }, "leased work failed");
  });
  ended.abort();
  await renewing;
}

async function renewUntilLost(
  deps: LeaseDeps,
  { wall, beatMs, signal, ...first }: Pick<Hold, "wall" | "beatMs" | "heldUntilMs"> & { signal: AbortSignal },
): Promise<void> {
  let { heldUntilMs } = first;
  while (!signal.aborted && wall.now().getTime() < heldUntilMs) {
    await wall.sleep(beatMs, signal).catch(() => {});
    if (signal.aborted) return;
    const askedMs = wall.now().getTime();
    const answer = await Promise.race([
      take(deps).catch(() => undefined),
      wall.sleep(heldUntilMs - askedMs, signal).then(
        () => undefined,
        () => undefined,
      ),
    ]);
    if (answer === true) heldUntilMs = askedMs + deps.ttlMs - beatMs;
    if (answer === false) return;
  }
}

/** Takes or renews; false where another holder has it. */
async function take({ db, name, holder, ttlMs }: LeaseDeps): Promise<boolean> {
  const { rows } = await sql`
    insert into leases (name, holder, expires_at)
    values (${name}, ${holder}, clock_timestamp() + ${ttlMs} * interval '1 millisecond')
    on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
    where leases.holder = excluded.holder or leases.expires_at < clock_timestamp()
    returning name`.execute(db);
  return rows.length > 0;
}

async function free({ db, name, holder }: LeaseDeps): Promise<void> {
  await db.deleteFrom("leases").where("name", "=", name).where("holder", "=", holder).execute();
}
