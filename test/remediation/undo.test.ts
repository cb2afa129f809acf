import { afterEach, expect, test } from "vitest";
import type { Incident } from "../../src/domain/incident.ts";
import { CATALOGUE } from "../../src/notify/messages/catalogue.ts";
import { emptyPolicy } from "../../src/remediation/policy/policy.ts";
import { readReview } from "../../src/remediation/policy/review/read-review.ts";
import { setStop } from "../../src/remediation/stop/stop-rows.ts";
import { approve, isOver, isPut, writesTo } from "./support/repair-road.ts";
import { limitOf, type Road, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

const undo = (incidentId: string) =>
  road.remediation.undo({ incidentId, by: "ada", door: "api", reason: "it costs too much" }, road.signal);
const isDeclined = ({ outcome }: Incident) => outcome === "declined";

/** A workload whose limit was raised to 200Mi, and the incident that says so. */
async function fixed() {
  road = await startRoad({ rate: 60, settings: { verifySoakSeconds: 10 } });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const ref = await killed(road, plainDeployment("web"));
  const { id } = await road.open(ref);
  expect(await road.drive(id, isOver)).toMatchObject({ outcome: "fixed" });
  expect(limitOf(await road.object(ref))).toBe("200Mi");
  return { id, ref };
}

test("a fix is undone by a plan of its own, and such a repair is not made there again by itself", async () => {
  const { id, ref } = await fixed();
  const asked = await undo(id);
  expect(asked).toMatchObject({ result: "planned", plan: { verdict: "approve", rule: "default-undo" } });
  const put = await road.read(id);
  expect(put).toMatchObject({ status: "awaiting-approval", plan: { undoes: { number: 1, by: "ada" } } });
  expect(limitOf(await road.object(ref))).toBe("200Mi");
  // What held is quiet, and that voids no question of this kind.
  expect(await road.step(id)).toMatchObject({ status: "awaiting-approval" });
  const soon = road.clock.now().getTime() + 60_000;
  expect(put.dueAt?.getTime()).toBeLessThan(soon);
  expect(await undo(id)).toMatchObject({ result: "refused", reason: expect.stringContaining("not over") });
  await approve(road, put);
  await road.drive(id, isDeclined);
  expect(limitOf(await road.object(ref))).toBe("100Mi");
  const attempts = await road.attempts(id);
  expect(attempts.map(({ result }) => result)).toEqual(["verified", "verified"]);
  const patches = road.cluster.requests().filter(({ verb, name }) => verb === "patch" && name === "web");
  expect(patches.map(({ dryRun }) => dryRun)).toEqual([true, false, true, false]);
  const lessons = await road.db.selectFrom("lessons").select("result").execute();
  expect(lessons).toEqual([{ result: "corrected" }]);
  expect(await undo(id)).toMatchObject({
    result: "refused",
    reason: expect.stringContaining("ada undid it already"),
  });

  // In Chinese nothing but the person's own words stays as it was said.
  const rows = await road.db.selectFrom("audit").select(["kind", "text"]).orderBy("sequence").execute();
  const told = rows.flatMap(({ kind, text }) => (kind.startsWith("und") ? text : []));
  const { sentence = "", reason = "", notes = [], actions = [] } = put.plan ?? {};
  const proofs = actions.map(({ proof }) => proof.sentence);
  const said = [...told, sentence, reason, ...notes, ...proofs].flatMap(CATALOGUE["zh-CN"].phrase);
  const kept = said.flatMap(({ text, isKept }) => (isKept ? text : []));
  expect(told).toHaveLength(2);
  expect(new Set(kept)).toEqual(new Set(["it costs too much"]));

  const [since, until] = [new Date(0), road.clock.now()];
  const review = await readReview(road.db, { policy: emptyPolicy(), since, until });
  expect(review.rules.map(({ rule, results }) => [rule, results])).toEqual([
    [expect.any(String), { undone: 1 }],
  ]);
  expect(review.rules[0]?.rule).not.toBe("default-undo");

  // The same fault comes back: this time a person is asked.
  await road.db.updateTable("incidents").set({ cause: "unknown", watch_until: null, due_at: null }).execute();
  const again = await road.open(ref);
  const writes = writesTo(road, "web").length;
  const planned = await road.drive(again.id, isPut);
  expect(planned).toMatchObject({
    status: "awaiting-approval",
    plan: { verdict: "approve", rule: "undone-by-a-person" },
  });
  expect(planned.plan?.reason).toContain("ada undid such a repair here");
  expect(writesTo(road, "web")).toHaveLength(writes);
});

test("what cannot be undone is refused in words, and a no leaves the fix as it was", async () => {
  const { id, ref } = await fixed();
  const { watchUntil } = await road.read(id);
  await undo(id);
  const put = await road.read(id);
  await road.approvals.decide({
    which: { incidentId: id, digest: put.plan?.digest ?? "" },
    decision: "reject",
    by: "bob",
    door: "page",
    comment: "it is needed",
  });
  expect(await road.read(id)).toMatchObject({ status: "closed", outcome: "fixed", watchUntil });
  const lessons = await road.db.selectFrom("lessons").select("result").execute();
  expect(lessons).toEqual([{ result: "verified" }]);

  const at = road.clock.now();
  const set = (isStopped: boolean) =>
    setStop(road.db, { isStopped, by: "ada", door: "cli", reason: "a bad day", at });
  await set(true);
  expect(await undo(id)).toMatchObject({ reason: expect.stringContaining("all changes are stopped") });
  await set(false);

  const foreign = await road.object(ref);
  const text = JSON.stringify(foreign).replaceAll('"200Mi"', '"300Mi"');
  await road.cluster.apply([JSON.parse(text)]);
  expect(await undo(id)).toMatchObject({
    result: "refused",
    reason: expect.stringMatching(/was changed since: .*memory holds a value of somebody else/),
  });
  expect(await undo("00000000-0000-7000-8000-000000000000")).toEqual({ result: "unknown" });
  expect(await road.read(id)).toMatchObject({ status: "closed", outcome: "fixed" });
});
