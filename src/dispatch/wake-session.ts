import type pg from "pg";
import type { Logger } from "../core/logger.ts";
import { QUEUES, type Queue } from "./queues.ts";
import { WAKE_CHANNEL } from "./wake-sql.ts";

/**
 * One connection that hears of new jobs and holds this process's turns. The server frees the turns of a killed process at
 * once, which no time-out could.
 */
export interface WakeSession {
  isOpen(): boolean;
  /** False where another process works on this key. */
  take(queue: Queue, key: string): Promise<boolean>;
  giveUp(queue: Queue, key: string): Promise<void>;
  /** To be called every few seconds: a session that is silent for longer loses its turns. */
  beat(): Promise<void>;
  close(): void;
}

/**
 * A process that stands still (a frozen machine, SIGSTOP) keeps its connection: after this silence the server ends the
 * session, and another replica goes on with what it held. What the sleeper does later is fenced by the epoch.
 */
const SILENCE_MS = 15_000;

/** First half of our advisory locks' keys ("kaf"); the second is a hash, whose collisions only cost a wait. */
const LOCK_CLASS = 0x6b6166;

export async function openWakeSession(deps: {
  pool: pg.Pool;
  logger: Logger;
  onWake: (queue: Queue) => void;
}): Promise<WakeSession> {
  const client = await deps.pool.connect();
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    // Destroyed and not returned to the pool: its turns end with it.
    client.release(true);
  };
  client.on("error", (error) => {
    deps.logger.warn({ error: error.message }, "the connection that hears of jobs was lost");
    close();
  });
  client.on("end", close);
  client.on("notification", ({ payload }) => {
    const queue = QUEUES.find((name) => name === payload);
    if (queue !== undefined) deps.onWake(queue);
  });
  // One statement at a time, as the client wants it.
  let last: Promise<unknown> = Promise.resolve();
  const ask = (statement: string, values: unknown[]) => {
    const answer = last.then(() => client.query<{ held: boolean }>(statement, values));
    last = answer.catch(close);
    return answer;
  };
  await ask(`set idle_session_timeout = ${SILENCE_MS}`, []);
  await ask(`listen ${WAKE_CHANNEL}`, []);
  return {
    isOpen: () => isOpen,
    async take(queue, key) {
      const values = [LOCK_CLASS, `${queue}/${key}`];
      const { rows } = await ask("select pg_try_advisory_lock($1, hashtext($2)) as held", values);
      return rows[0]?.held === true;
    },
    async giveUp(queue, key) {
      // With the connection the turn went too.
      if (isOpen) await ask("select pg_advisory_unlock($1, hashtext($2))", [LOCK_CLASS, `${queue}/${key}`]);
    },
    async beat() {
      await ask("select true as held", []);
    },
    close,
  };
}
