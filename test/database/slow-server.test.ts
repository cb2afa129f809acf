import { setTimeout as wallTime } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { createLogger } from "../../src/core/logger.ts";
import { openDatabase } from "../../src/database/database.ts";
import { createLink } from "../chaos/net/link.ts";
import { testDatabase } from "../support/database.ts";
import { ownerOf, temporaryDataDir } from "../support/service-process.ts";

const PATIENT_MS = 100_000;

/** A migrated database behind a network that can be slow, and what its owner says meanwhile. */
async function behindLink() {
  const made = await testDatabase();
  onTestFinished(() => made.drop());
  const { pathname, searchParams } = new URL(made.url.replace("@/", "@localhost/"));
  const link = await createLink("database", { path: `${searchParams.get("host")}/.s.PGSQL.5432` });
  onTestFinished(() => link.close());
  const lines: { msg: string; error?: string; waitedSeconds?: number; mostSeconds?: number }[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const logger = createLogger({ level: "info", destination });
  const dataDir = await temporaryDataDir();
  const open = (options: { connectMs: number; waitMs: number; signal?: AbortSignal }) =>
    openDatabase({
      ...ownerOf(dataDir),
      ...options,
      logger,
      databaseUrl: () => `postgresql://postgres@127.0.0.1:${link.port}${pathname}`,
    });
  const waits = () => lines.filter(({ msg }) => msg === "waits for the database");
  return { link, open, waits };
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await wallTime(10);
};

test("a server that is silent at the start is waited for, each wait is told, and found when it answers", async () => {
  const { link, open, waits } = await behindLink();
  link.stall();
  const opening = open({ connectMs: 100, waitMs: PATIENT_MS });
  await Promise.race([until(() => waits().length > 0), opening]);
  link.mend();
  const database = await opening;
  onTestFinished(() => database.close());
  expect(await database.isHealthy()).toBe(true);
  expect(waits()[0]).toMatchObject({ error: expect.stringContaining("timeout"), mostSeconds: 100 });
});

test("a connection that takes longer than its time is given more with each try", async () => {
  const { link, open, waits } = await behindLink();
  // To the server and back: no connection can come about within the first limit, whatever the machine's pace.
  link.delay(60);
  const database = await open({ connectMs: 60, waitMs: PATIENT_MS });
  onTestFinished(() => database.close());
  expect(waits().length).toBeGreaterThan(0);
  expect(await database.db.selectFrom("settings").selectAll().execute()).toEqual([]);
});

test("at the end of its patience it says where the server is and what to do", async () => {
  const { link, open } = await behindLink();
  link.stall();
  await expect(open({ connectMs: 50, waitMs: 0 })).rejects.toMatchObject({
    reason: "unavailable",
    retryable: true,
    message: expect.stringMatching(
      /PostgreSQL server of DATABASE_URL at 127\.0\.0\.1:\d+ \(timeout expired\): start it, correct DATABASE_URL/,
    ),
  });
});

test("a stop ends the wait", async () => {
  const { link, open, waits } = await behindLink();
  link.cut();
  const stopping = new AbortController();
  const opening = open({ connectMs: 5_000, waitMs: PATIENT_MS, signal: stopping.signal });
  await Promise.race([until(() => waits().length > 0), opening]);
  stopping.abort(new Error("the service stops"));
  await expect(opening).rejects.toThrow("the service stops");
});

test("while it runs, connections that do not come about in time are an outage that passes", async () => {
  const { link, open } = await behindLink();
  const database = await open({ connectMs: 500, waitMs: PATIENT_MS });
  onTestFinished(() => database.close());
  const read = () => database.db.selectFrom("settings").selectAll().execute();
  link.cut();
  link.mend();
  link.stall();
  const ends = await Promise.allSettled(Array.from({ length: 3 }, read));
  for (const end of ends)
    expect(end).toMatchObject({ status: "rejected", reason: { reason: "unavailable", retryable: true } });
  link.mend();
  let answer: unknown;
  while (answer === undefined) answer = await read().catch(() => undefined);
  expect(answer).toEqual([]);
});
