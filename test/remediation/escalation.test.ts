import { afterEach, expect, test } from "vitest";
import { type Asking, asking } from "./support/asking.ts";

let open: Asking | undefined;
async function begin(demands: string, settings = {}): Promise<Asking> {
  open = await asking(demands, settings);
  return open;
}
afterEach(async () => {
  await open?.road.stop();
  open = undefined;
});

test("an unanswered question escalates at half of its time, once, and expires at the end, saying so", async () => {
  const { road, id, row, audit, told } = await begin("approvers: 1", {
    approvalTimeoutSeconds: 80,
  });
  const { created_at, expires_at, escalate_at } = await row();
  expect(Number(escalate_at) - Number(created_at)).toBe(40_000);
  const waiting = await road.read(id);
  expect(Number(waiting.dueAt) - Number(created_at)).toBeLessThanOrEqual(30_000);
  await road.drive(id, () => road.clock.now() >= (escalate_at ?? 0));
  await road.step(id);
  expect((await row()).escalate_at).toBeNull();
  await road.drive(id, ({ status }) => status === "needs-person");
  expect((await told()).filter((change) => change === "escalated")).toHaveLength(1);
  const kinds = (await audit()).map(({ kind }) => kind).filter((kind) => kind !== "waiting");
  expect(kinds.slice(-2)).toEqual(["escalated", "approval-expired"]);
  const text = (await audit()).find(({ kind }) => kind === "escalated")?.text;
  expect(text).toBe(`nobody has decided in half of the time; it ends at ${expires_at.toISOString()}`);
});

test("the look at half of the time is due at its second, though the usual look comes later", async () => {
  const { row, road, id } = await begin("approvers: 1", { approvalTimeoutSeconds: 20 });
  const { escalate_at } = await row();
  expect((await road.read(id)).dueAt).toEqual(escalate_at);
});

test("not now moves the reminder as it moves the end", async () => {
  const { row, decide } = await begin("approvers: 1");
  const before = await row();
  await decide("not-now", { minutes: 3 });
  const after = await row();
  expect(Number(after.escalate_at) - Number(before.escalate_at)).toBe(180_000);
  expect(Number(after.expires_at) - Number(before.expires_at)).toBe(180_000);
});

test("one yes of two escalates for the other", async () => {
  const { road, id, row, decide, audit } = await begin("approvers: 2");
  await decide("approve");
  await road.db.updateTable("approvals").set({ escalate_at: road.clock.now() }).execute();
  await road.step(id);
  await road.step(id);
  expect((await row()).escalate_at).toBeNull();
  const escalated = (await audit()).filter(({ kind }) => kind === "escalated");
  expect(escalated).toHaveLength(1);
  expect(escalated[0]?.text).toContain("no second person has decided in half of the time");
});

test("what is decided before half of the time is never escalated", async () => {
  const { road, id, row, decide, told } = await begin("approvers: 1");
  await decide("approve");
  await road.db.updateTable("approvals").set({ escalate_at: road.clock.now() }).execute();
  await road.drive(id, ({ status }) => status === "closed");
  expect(await told()).not.toContain("escalated");
  expect((await row()).state).toBe("approved");
});
