import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../support/database.ts";
import { createCallLog } from "../support/log-of-calls.ts";
import { startDispatcher } from "./start-dispatcher.ts";

async function database() {
  const made = await testDatabase();
  onTestFinished(() => made.drop());
  return made;
}

test("a stop waits for what runs and gives the rest back to others", async () => {
  const { db, pool } = await database();
  const [log, finished] = [createCallLog<string>(), createCallLog<string>()];
  const release = Promise.withResolvers<void>();
  const first = await startDispatcher(
    { db, pool },
    {
      async advance(id) {
        log.add(id);
        await release.promise;
        finished.add(id);
      },
    },
  );
  const ids = Array.from({ length: 12 }, () => randomUUID());
  await db.transaction().execute(async (trx) => {
    for (const id of ids) await first.jobs.advance(trx, id);
  });
  await log.atLeast(8);
  const stopped = first.stop();
  release.resolve();
  await stopped;
  expect(finished.calls).toHaveLength(8);
  await startDispatcher({ db, pool }, { advance: async (id) => finished.add(id) });
  expect((await finished.atLeast(12)).toSorted()).toEqual(ids.toSorted());
});

test("work that outlives the stop's bound is aborted", async () => {
  const { db, pool } = await database();
  const log = createCallLog<string>();
  const dispatcher = await startDispatcher(
    { db, pool },
    {
      async advance(_id, signal) {
        log.add("begins");
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        log.add("aborted");
      },
    },
    { stopBoundMs: 50 },
  );
  await db.transaction().execute((trx) => dispatcher.jobs.advance(trx, randomUUID()));
  await log.atLeast(1);
  await Promise.all([dispatcher.stop(), dispatcher.stop()]);
  expect(log.calls).toEqual(["begins", "aborted"]);
});
