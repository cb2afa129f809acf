import { sql } from "kysely";
import { afterEach, expect, test } from "vitest";
import type { EffectInstant } from "../../src/core/effects.ts";
import { setStop } from "../../src/remediation/stop/stop-rows.ts";
import { isOver, writesTo } from "./support/repair-road.ts";
import { limitOf, type Road, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

const setTo = (isStopped: boolean) =>
  setStop(road.db, { isStopped, by: "ada", door: "cli", reason: "a bad day", at: road.clock.now() });

async function hungry(needs: number, at?: (instant: EffectInstant) => Promise<void>) {
  road = await startRoad({ rate: 60, settings: { verifySoakSeconds: 10 }, ...(at && { at }) });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: needs } });
  const ref = await killed(road, plainDeployment("web"));
  return { ref, id: (await road.open(ref)).id };
}

async function waitsForResume(id: string): Promise<boolean> {
  const rows = await road.db.selectFrom("audit").select("text").where("incident_id", "=", id).execute();
  return rows.some(({ text }) => text.includes("by ada: a bad day"));
}

const stopsAt = (wanted: EffectInstant) => {
  let hasStopped = false;
  return async (instant: EffectInstant) => {
    if (instant !== wanted || hasStopped) return;
    hasStopped = true;
    await setTo(true);
  };
};

test.each<[string, EffectInstant, string, (string | null)[]]>([
  ["planned", "plan.commit:after", "applying", []],
  ["begun", "attempt.begin:after", "investigating", ["superseded"]],
])(
  "a change that is %s when the stop comes is not made before the end of the stop",
  async (_what, at, status, results) => {
    const { id, ref } = await hungry(150, stopsAt(at));
    await road.until(async () => {
      await road.step(id);
      return waitsForResume(id);
    });
    expect(await road.read(id)).toMatchObject({ status });
    expect((await road.attempts(id)).map(({ result }) => result)).toEqual(results);
    expect(writesTo(road, "web")).toEqual([]);
    await setTo(false);
    expect((await road.read(id)).dueAt?.getTime()).toBeLessThanOrEqual(road.clock.now().getTime());
    expect(await road.drive(id, isOver)).toMatchObject({ outcome: "fixed" });
    expect(limitOf(await road.object(ref))).toBe("200Mi");
  },
);

test("no attempt begins after a stop that is being committed while it would begin", async () => {
  const { id } = await hungry(150);
  await road.drive(id, ({ status }) => status === "applying");
  const isWritten = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();
  const stopping = road.db.transaction().execute(async (tx) => {
    await tx.updateTable("stop_state").set({ is_stopped: true, by: "ada", reason: "a bad day" }).execute();
    isWritten.resolve();
    await mayCommit.promise;
  });
  await isWritten.promise;
  let hasEnded = false;
  const beginning = road.step(id).finally(() => {
    hasEnded = true;
  });
  const waiting = sql<{ count: string }>`select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  await road.until(async () => hasEnded || Number((await waiting.execute(road.db)).rows[0]?.count) > 0);
  mayCommit.resolve();
  await Promise.all([stopping, beginning]);
  expect(await road.attempts(id)).toEqual([]);
  expect(await waitsForResume(id)).toBe(true);
});

test("a patch that lands while another worker gives it up for the stop counts as ours", async () => {
  let isUnderWay = false;
  const { id } = await hungry(900, async (instant) => {
    if (instant !== "apply.patch:before" || isUnderWay) return;
    isUnderWay = true;
    await setTo(true);
    await road.step(id);
    await setTo(false);
  });
  const isPlanned = ({ plan }: { plan: object | null }) => plan !== null;
  await expect(road.drive(id, ({ status }) => status === "verifying")).rejects.toThrow();
  expect(await road.drive(id, isPlanned)).toMatchObject({ plan: { actions: [{ type: "SetMemoryLimit" }] } });
  expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["superseded"]);
  const fields = await road.db.selectFrom("ledger_fields").select(["foreign_value", "changes"]).execute();
  expect(fields).toContainEqual({ foreign_value: "100Mi", changes: 1 });
}, 240_000);

test("what was applied before the stop is watched on, and is not put back; a person hears what stands where", async () => {
  const { id, ref } = await hungry(150);
  await road.drive(id, ({ status }) => status === "verifying");
  await setTo(true);
  const before = writesTo(road, "web").length;
  await road.store.withClaim("verify.commit", await road.claimOf(id), async (tx) => {
    await tx.advance(
      { type: "failed", reason: "it does not start", next: "return" },
      { text: "failed", input: {}, output: {} },
    );
  });
  const told = await road.drive(id, isOver);
  expect(told).toMatchObject({ status: "needs-person" });
  expect(told.handover?.sentence).toContain("could not be put back: all changes are stopped since");
  expect(JSON.stringify(told.handover?.nextSteps)).toContain("200Mi");
  expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["rollback-failed"]);
  expect(writesTo(road, "web")).toHaveLength(before);
  expect(limitOf(await road.object(ref))).toBe("200Mi");
});

test("the writer itself lets nothing through, whatever a step thought of", async () => {
  const { ref } = await hungry(150);
  await setTo(true);
  const patch = [{ op: "replace" as const, path: "/spec/replicas", value: 3 }];
  const write = road.writer.patch({ target: ref, patch, dryRun: false }, road.signal);
  const refused = await write.then(
    () => undefined,
    (error: unknown) => error,
  );
  const sent = road.cluster.requests().filter(({ verb }) => verb === "patch");
  expect(sent.map(({ resource, namespace, name }) => `patch ${resource} ${namespace}/${name}`)).toEqual([]);
  expect(refused).toMatchObject({ reason: "unavailable", retryable: true });
});

test("a second word changes nothing, and each that did is kept", async () => {
  road = await startRoad({});
  expect([await setTo(true), await setTo(true), await setTo(false)]).toEqual([true, false, true]);
  const rows = await road.db
    .selectFrom("stops")
    .select(["is_stopped", "by", "reason"])
    .orderBy("id")
    .execute();
  expect(rows).toEqual([
    { is_stopped: true, by: "ada", reason: "a bad day" },
    { is_stopped: false, by: "ada", reason: "a bad day" },
  ]);
  await expect(road.db.deleteFrom("stops").execute()).rejects.toThrow("append-only");
});
