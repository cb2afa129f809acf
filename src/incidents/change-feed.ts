import type pg from "pg";
import type { Clock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { CHANGE_CHANNEL } from "../database/migrations/0009-incident-lists.ts";

/** Said on the channel where all changes were stopped or resumed: every page shows it, so anything may have changed. */
export const STOP_WORD = "stop";

/** An incident's timeline has a new entry, written by whichever replica. */
export interface IncidentChange {
  incidentId: string;
  sequence: number;
}

export interface ChangeListener {
  /** Null where changes may have been missed, so that anything may have changed. */
  onChange(change: IncidentChange | null): void;
  /** Nothing more will come. */
  onEnd(): void;
}

export interface ChangeFeed {
  /** Returns how to stop hearing of changes. */
  subscribe(listener: ChangeListener): () => void;
}

export interface LiveChangeFeed extends ChangeFeed {
  start(): void;
  /** Ends every listener and gives the connection back. */
  stop(): Promise<void>;
}

const RECONNECT_MS = 1_000;
/** A connection that died without a word is noticed by this. */
const BEAT_MS = 10_000;

/** Hears of changes by the database's own notifications, on one connection: nothing is polled while it stands. */
export function createChangeFeed(deps: { pool: pg.Pool; clock: Clock; logger: Logger }): LiveChangeFeed {
  const listeners = new Set<ChangeListener>();
  const stopping = new AbortController();
  const tell = (change: IncidentChange | null) => {
    for (const listener of [...listeners]) listener.onChange(change);
  };
  const listenOnce = async () => {
    const client = await deps.pool.connect();
    // Of this connection alone: a listener or a reaction a beat on what outlives it would never go.
    const over = new AbortController();
    const end = () => over.abort();
    client.on("error", end).on("end", end);
    stopping.signal.addEventListener("abort", end, { once: true });
    client.on("notification", ({ payload }) => {
      const change = payload === STOP_WORD ? null : changeOf(payload ?? "");
      if (change !== undefined) tell(change);
    });
    try {
      await client.query(`listen ${CHANGE_CHANNEL}`);
      tell(null);
      while (!over.signal.aborted && !stopping.signal.aborted) {
        await deps.clock.sleep(BEAT_MS, over.signal).catch(() => {});
        if (!over.signal.aborted) await client.query("select 1");
      }
    } finally {
      stopping.signal.removeEventListener("abort", end);
      // Destroyed and not given back: it would go on hearing.
      client.release(true);
    }
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      await listenOnce().catch((error: unknown) => {
        deps.logger.warn({ error: messageOf(error) }, "changes of incidents are not heard of at the moment");
      });
      await deps.clock.sleep(RECONNECT_MS, stopping.signal).catch(() => {});
    }
  };
  let running: Promise<void> | undefined;
  return {
    start() {
      running ??= run();
    },
    subscribe(listener) {
      if (stopping.signal.aborted) {
        listener.onEnd();
        return () => {};
      }
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      stopping.abort(new Error("the feed of changes stops"));
      for (const listener of [...listeners]) listener.onEnd();
      listeners.clear();
      await running;
    },
  };
}

function changeOf(payload: string): IncidentChange | undefined {
  const [incidentId = "", sequence = ""] = payload.split(".");
  return /^\d+$/.test(sequence) ? { incidentId, sequence: Number(sequence) } : undefined;
}
