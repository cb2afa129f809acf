import { setTimeout as wallTime } from "node:timers/promises";
import { queryObjects } from "node:v8";
import { expect, it } from "vitest";
import { type Clock, createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { createChangeFeed, type IncidentChange } from "../../src/incidents/change-feed.ts";
import { because, finding, incidentRoom, openOne } from "./incident-setup.ts";

const WAIT = { interval: 10, timeout: 20_000 };

it("a replica hears of what another one wrote once it is committed, again after its connection was lost, and ends its listeners", async () => {
  const room = await incidentRoom();
  const id = await openOne(room);
  const feed = createChangeFeed({ pool: room.database.pool, clock: createClock(), logger: silentLogger });
  const heard: (IncidentChange | null)[] = [];
  let ended = 0;
  feed.start();
  const unsubscribe = feed.subscribe({ onChange: (change) => heard.push(change), onEnd: () => (ended += 1) });
  const deaf = feed.subscribe({
    onChange: () => heard.push({ incidentId: "deaf", sequence: 0 }),
    onEnd: () => {},
  });
  deaf();
  await expect.poll(() => heard, WAIT).toEqual([null]);

  await room.store
    .withLock("finding.commit", id, async (tx) => {
      await tx.note("a-note", because("rolled back"));
      throw new Error("nothing of this is committed");
    })
    .catch(() => {});
  await room.store.withLock("finding.commit", id, (tx) =>
    tx.advance({ type: "diagnosed", finding: finding() }, because("diagnosed")),
  );
  await expect.poll(() => heard, WAIT).toEqual([null, { incidentId: id, sequence: 2 }]);

  await room.database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()",
  );
  await expect.poll(() => heard.length, WAIT).toBe(3);
  expect(heard[2]).toBeNull();
  await room.store.withLock("finding.commit", id, (tx) => tx.note("a-note", because("noted")));
  await expect.poll(() => heard.at(-1), WAIT).toEqual({ incidentId: id, sequence: 3 });

  await feed.stop();
  expect(ended).toBe(1);
  unsubscribe();
  let endedAtOnce = false;
  feed.subscribe({ onChange: () => {}, onEnd: () => (endedAtOnce = true) });
  expect(endedAtOnce).toBe(true);
  await room.database.drop();
});

it("a connection that stands keeps nothing of its beats", async () => {
  const room = await incidentRoom();
  const beats = { done: 0, wanted: 0 };
  const clock: Clock = {
    ...createClock(),
    async sleep(_ms, signal) {
      while (beats.done >= beats.wanted && signal?.aborted !== true) await wallTime(1);
      beats.done += 1;
    },
  };
  const feed = createChangeFeed({ pool: room.database.pool, clock, logger: silentLogger });
  const promisesAfter = async (count: number) => {
    beats.wanted += count;
    await expect.poll(() => beats.done, WAIT).toBe(beats.wanted);
    return queryObjects(Promise, { format: "count" });
  };
  feed.start();
  const before = await promisesAfter(20);
  expect((await promisesAfter(500)) - before).toBeLessThan(100);
  await feed.stop();
  await room.database.drop();
});
