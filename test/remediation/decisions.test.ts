import { afterEach, expect, test } from "vitest";
import type { Decision } from "../../src/domain/approval.ts";
import type { DecisionRequest, DecisionResult } from "../../src/remediation/decisions.ts";
import { judge } from "../../src/remediation/policy/judge.ts";
import { emptyPolicy } from "../../src/remediation/policy/policy.ts";
import { chainReport } from "../support/chain-report.ts";
import { judgeInputFor } from "./support/judge-input.ts";
import { type Road, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road | undefined;
afterEach(async () => {
  await road?.stop();
  road = undefined;
});

async function asking(settings = {}) {
  const started = await startRoad({ settings: { autonomy: "approve", ...settings } });
  road = started;
  started.cluster.behave({
    match: { workload: "web" },
    behaviour: { kind: "needs-memory", mebibytes: 150 },
  });
  const ref = await killed(started, plainDeployment("web"));
  const { id } = await started.open(ref);
  const incident = await started.drive(id, ({ status }) => status === "awaiting-approval");
  const digest = incident.plan?.digest ?? "";
  const decide = (decision: Decision, more: Partial<DecisionRequest> = {}) =>
    started.approvals.decide({
      which: { incidentId: id, digest },
      decision,
      by: "ou_ada",
      door: "card",
      comment: "",
      ...more,
    });
  const audit = () =>
    started.db
      .selectFrom("audit")
      .select(["kind", "text", "input"])
      .where("incident_id", "=", id)
      .orderBy("sequence")
      .execute();
  const told = async () => {
    const rows = await started.db.selectFrom("outbox").select("change").orderBy("sequence").execute();
    return rows.map(({ change }) => change);
  };
  return { road: started, id, digest, decide, audit, told };
}

test("who takes over gets the incident with its plan as steps, and the service plans nothing more", async () => {
  const { road, id, decide, audit, told } = await asking();
  expect(await decide("take-over", { comment: "known issue" })).toEqual({ result: "taken-over" });
  const taken = await road.read(id);
  expect(taken).toMatchObject({ status: "needs-person", outcome: "handed-over" });
  expect(taken.handover?.sentence).toContain("taken over by ou_ada: known issue");
  expect(taken.handover?.nextSteps[0]?.command).toContain("kubectl patch deployment web");
  expect((await decide("approve")).result).toBe("superseded");
  await road.step(id);
  expect((await road.read(id)).status).toBe("needs-person");
  expect(await road.attempts(id)).toEqual([]);
  const row = (await audit()).find(({ kind }) => kind === "taken-over");
  expect(row).toMatchObject({ input: { by: "ou_ada", door: "card" } });
  expect((await told()).at(-1)).toBe("taken-over");
  expect(await chainReport(road.db, id)).toMatchObject({ fault: undefined });
});

test("a run that was under way when somebody took over has no effect any more", async () => {
  const { road, id, decide } = await asking();
  const claim = await road.store.claim(id);
  if (claim === undefined) throw new Error("no incident");
  await decide("take-over");
  await expect(road.store.assertCurrent(claim)).rejects.toThrow("was overtaken");
});

test("not now leaves the question open, lets its time stand still, and puts it again", async () => {
  const { road, id, decide, told } = await asking({ approvalTimeoutSeconds: 120 });
  const before = await road.db.selectFrom("approvals").select("expires_at").executeTakeFirstOrThrow();
  expect(await decide("not-now", { minutes: 3 })).toMatchObject({ result: "put-off" });
  const after = await road.db.selectFrom("approvals").select("expires_at").executeTakeFirstOrThrow();
  expect(after.expires_at.getTime() - before.expires_at.getTime()).toBe(180_000);
  expect((await told()).at(-1)).toBe("not-now");
  await road.db.updateTable("approvals").set({ ask_again_at: road.clock.now() }).execute();
  expect((await road.step(id)).status).toBe("awaiting-approval");
  expect((await told()).at(-1)).toBe("approval-needed");
  await road.step(id);
  expect((await told()).filter((change) => change === "approval-needed")).toHaveLength(2);
  expect((await decide("approve")).result).toBe("decided");
});

test("a pause voids the question, changes nothing until its end, and then plans anew", async () => {
  const { road, id, decide } = await asking();
  expect(await decide("pause", { minutes: 10 })).toMatchObject({ result: "paused" });
  expect(await road.read(id)).toMatchObject({ status: "investigating", plan: null });
  expect((await decide("approve")).result).toBe("superseded");
  const waiting = await road.step(id);
  expect(waiting.status).toBe("investigating");
  const { until } = await road.db.selectFrom("pauses").select("until").executeTakeFirstOrThrow();
  expect(waiting.dueAt).toEqual(until);
  // Its end, which nobody waits for here.
  const end = road.clock.now();
  await road.db.updateTable("pauses").set({ until: end }).execute();
  await road.db.updateTable("incidents").set({ due_at: end }).where("id", "=", id).execute();
  const again = await road.drive(id, ({ status }) => status === "awaiting-approval");
  expect(again.plan).not.toBeNull();
});

test("nothing is put off or paused for longer than the longest that is offered, and the shortest is meant where none is said", async () => {
  const { road, id, decide } = await asking();
  expect(await decide("not-now", { minutes: 12 * 60 })).toEqual({ result: "too-long", mostMinutes: 8 * 60 });
  expect(await decide("pause", { minutes: 8 * 24 * 60 })).toEqual({
    result: "too-long",
    mostMinutes: 7 * 24 * 60,
  });
  expect((await road.read(id)).status).toBe("awaiting-approval");
  const minutesOf = (decided: DecisionResult) =>
    "until" in decided && Math.round((decided.until.getTime() - road.clock.now().getTime()) / 60_000);
  expect(minutesOf(await decide("not-now"))).toBe(30);
  expect(minutesOf(await decide("not-now", { minutes: 8 * 60 }))).toBe(8 * 60);
  expect(minutesOf(await decide("pause"))).toBe(60);
});

test("a plan that was approved before somebody paused its object is not carried out", async () => {
  const { road, id, decide } = await asking();
  expect((await decide("approve")).result).toBe("decided");
  const which = { incidentId: id, digest: null };
  expect((await decide("pause", { which })).result).toBe("paused");
  await road.step(id);
  expect(await road.attempts(id)).toEqual([]);
  expect((await road.read(id)).status).toBe("investigating");
});

test("nothing is taken over in the middle of a change, and nothing of an incident that is over", async () => {
  const { road, id, decide } = await asking();
  await decide("approve");
  await road.drive(id, ({ status }) => status === "verifying");
  const which = { incidentId: id, digest: null };
  expect(await decide("take-over", { which })).toEqual({ result: "under-way" });
  await road.drive(id, ({ status }) => status === "closed");
  expect(await decide("take-over", { which })).toEqual({ result: "closed" });
  expect(await decide("pause", { which })).toEqual({ result: "closed" });
  const unknown = { incidentId: "00000000-0000-7000-8000-000000000000", digest: null };
  expect(await decide("pause", { which: unknown })).toEqual({ result: "unknown" });
});

test("a yes or no needs the digest of what was seen", async () => {
  const { id, decide } = await asking();
  expect(await decide("approve", { which: { incidentId: id, digest: null } })).toEqual({ result: "unknown" });
});

test("a high risk is approved by whoever confirms it", async () => {
  const { road, id, decide } = await asking();
  const incident = await road.read(id);
  const plan = { ...incident.plan, risk: { level: "high", reasons: [] } };
  await road.db
    .updateTable("incidents")
    .set({ plan: JSON.stringify(plan) })
    .where("id", "=", id)
    .execute();
  expect(await decide("approve", { isConfirmed: false })).toEqual({ result: "unconfirmed" });
  expect((await road.read(id)).status).toBe("awaiting-approval");
  expect((await decide("approve", { isConfirmed: true })).result).toBe("decided");
});

test("the rail of pauses denies, whatever the rules say", () => {
  const reason = "ou_ada paused it until later";
  expect(judge(emptyPolicy(), { ...judgeInputFor(), paused: reason })).toMatchObject({
    verdict: "deny",
    rule: "paused",
    reason,
  });
});
