import { afterEach, expect, test } from "vitest";
import { type KeyRing, keyAt, SPREAD_MS } from "../../src/database/key-ring.ts";
import { type Road, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

async function asking(settings = {}, keys?: KeyRing) {
  road = await startRoad({
    ...(keys && { keys }),
    settings: { autonomy: "approve", ...settings },
  });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const ref = await killed(road, plainDeployment("web"));
  const { id } = await road.open(ref);
  const incident = await road.drive(id, ({ status }) => status === "awaiting-approval");
  const { approvalId, plan } = incident;
  if (approvalId === null || plan === null) throw new Error("no approval was opened");
  const token = road.approvals.tokenFor(approvalId, plan.digest);
  const click = (decision: "approve" | "reject" = "approve", given = token) =>
    road.approvals.decide({ which: { token: given }, decision, by: "ada", door: "link", comment: "" });
  return { id, ref, plan, approvalId, token, click };
}

test("fifty clicks at once decide once, and the change follows", async () => {
  const { id, click } = await asking();
  const answers = await Promise.all(Array.from({ length: 50 }, () => click()));
  expect(answers.filter(({ result }) => result === "decided")).toHaveLength(1);
  expect(answers.filter(({ result }) => result === "already-decided")).toHaveLength(49);
  const closed = await road.drive(id, ({ status }) => status === "closed");
  expect(closed.outcome).toBe("fixed");
});

test("a forged token is unknown, the stored hash is no token, and nothing is dry-run before the decision", async () => {
  const { approvalId, token, click, ref } = await asking();
  expect((await click("approve", `${token.slice(0, -2)}AA`)).result).toBe("unknown");
  const row = await road.db.selectFrom("approvals").selectAll().executeTakeFirstOrThrow();
  expect(row).toMatchObject({ id: approvalId, state: "pending" });
  expect(JSON.stringify(row)).not.toContain(token);
  expect((await click("approve", row.token_hash)).result).toBe("unknown");
  expect(
    road.cluster.requests().filter(({ verb, name }) => verb === "patch" && name === ref.name),
  ).toHaveLength(0);
});

test("a rejection closes as declined and changes nothing", async () => {
  const { id, click } = await asking();
  expect((await click("reject")).result).toBe("decided");
  expect(await road.read(id)).toMatchObject({ status: "closed", outcome: "declined" });
  expect(await road.attempts(id)).toEqual([]);
});

test("a change of a tested field voids the approval, and its token then decides nothing", async () => {
  const { id, click } = await asking();
  const changed = plainDeployment("web");
  const [container] = changed.spec.template.spec.containers;
  if (container !== undefined) container.resources.limits.memory = "120Mi";
  await road.cluster.apply([changed]);
  const voided = await road.step(id);
  expect(voided).toMatchObject({ status: "investigating", plan: null });
  expect((await click()).result).toBe("superseded");
});

test("an approval that nobody gives expires and a person gets the incident", async () => {
  const { id, click } = await asking({ approvalTimeoutSeconds: 20 });
  await road.drive(id, ({ status }) => status === "needs-person");
  expect((await click()).result).toBe("expired");
  const told = await road.step(id);
  expect(told.status).toBe("needs-person");
  expect(told.handover?.nextSteps[0]?.command).toContain("kubectl patch deployment web");
});

test("a link holds when its key was turned, ends when that is revoked, and later ones go by the new key", async () => {
  const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  let state = { current: first, former: null as Buffer | null, turnedAt: null as Date | null };
  const { approvalId, plan, token, click } = await asking({}, { at: (madeAt) => keyAt(state, madeAt) });
  const turnedAt = road.clock.now();
  state = { current: second, former: first, turnedAt };
  expect(road.approvals.tokenFor(approvalId, plan.digest)).toBe(token);
  expect((await road.approvals.findByToken(token))?.id).toBe(approvalId);
  expect(keyAt(state, new Date(turnedAt.getTime() + SPREAD_MS))).toBe(second);
  state = { current: second, former: null, turnedAt };
  expect(await road.approvals.findByToken(token)).toBeUndefined();
  expect((await click()).result).toBe("unknown");
});
