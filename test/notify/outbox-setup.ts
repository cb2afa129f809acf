import { randomUUID } from "node:crypto";
import type { Clock } from "../../src/core/clock.ts";
import { createEffects, type Effects } from "../../src/core/effects.ts";
import { silentLogger } from "../../src/core/logger.ts";
import type { OutboxTable } from "../../src/database/tables.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import type { Notifier } from "../../src/notify/notifier.ts";
import { createOutboxDeliverer, type OutboxDeliverer } from "../../src/notify/outbox.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { notificationOf } from "./notification-fixture.ts";

/** A clock that stands still but for `advance` and for sleeping, which takes no time. */
export interface HandClock extends Clock {
  advance(ms: number): void;
  readonly slept: number[];
}

export function handClock(start = "2026-11-22T10:00:00Z"): HandClock {
  let now = new Date(start).getTime();
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    advance: (ms) => {
      now += ms;
    },
    wallMs: (ms) => ms,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}

export interface OutboxTest {
  database: TestDatabase;
  clock: HandClock;
  metrics: ReturnType<typeof createMetrics>;
  deliverer(notifiers: Notifier[], effects?: Effects): OutboxDeliverer;
  incident(): Promise<string>;
  put(row: { incidentId: string; sequence: number; channel?: string; summary?: string }): Promise<string>;
  row(id: string): Promise<Pick<OutboxTable, "state" | "tries" | "error" | "due_at" | "sent_at">>;
}

export async function outboxTest(): Promise<OutboxTest> {
  const database = await testDatabase();
  const { db } = database;
  const clock = handClock();
  const metrics = createMetrics();
  return {
    database,
    clock,
    metrics,
    deliverer: (notifiers, effects = createEffects()) =>
      createOutboxDeliverer({
        db,
        notifiers,
        links: () => ({ incident: null, approval: null }),
        clock,
        effects,
        metrics,
        logger: silentLogger,
      }),
    async incident() {
      const id = randomUUID();
      await db
        .insertInto("incidents")
        .values({
          id,
          cluster: "c",
          subject_api_version: "apps/v1",
          subject_group: "apps",
          subject_kind: "Deployment",
          subject_namespace: "shop",
          subject_name: id,
          subject_uid: "u",
          status: "investigating",
          summary: "",
          opened_at: clock.now(),
          last_symptom_at: clock.now(),
          epoch: 0,
          sequence: 0,
        })
        .execute();
      return id;
    },
    async put({ incidentId, sequence, channel = "test", summary = `change ${sequence}` }) {
      const id = randomUUID();
      const notification = notificationOf({ incidentId, summary });
      await db
        .insertInto("outbox")
        .values({
          id,
          incident_id: incidentId,
          sequence,
          change: notification.change,
          channel,
          notification: JSON.stringify(notification),
          state: "pending",
          tries: 0,
          due_at: clock.now(),
          created_at: new Date(clock.now().getTime() + sequence),
        })
        .execute();
      return id;
    },
    row: (id) =>
      db
        .selectFrom("outbox")
        .select(["state", "tries", "error", "due_at", "sent_at"])
        .where("id", "=", id)
        .executeTakeFirstOrThrow(),
  };
}
