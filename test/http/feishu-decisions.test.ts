import { afterEach, expect, test } from "vitest";
import type { Decision } from "../../src/domain/approval.ts";
import { handlesFor } from "../../src/notify/cards/card-rows.ts";
import { CHOICE_FIELDS, choiceId } from "../../src/notify/cards/choices.ts";
import type { Handles } from "../../src/notify/feishu/app/app-card.ts";
import { type Road, startRoad } from "../remediation/support/road.ts";
import { killed, plainDeployment } from "../remediation/support/workloads.ts";
import { pressesOn } from "./support/presses-on-road.ts";

let road: Road | undefined;
afterEach(async () => {
  await road?.stop();
  road = undefined;
});

/** An incident that asks, on real parts, with the handles of the card that shows it. */
async function asking(settings = {}) {
  const started = await startRoad({ settings: { autonomy: "approve", ...settings } });
  road = started;
  started.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const ref = await killed(started, plainDeployment("web"));
  const { id } = await started.open(ref);
  const incident = await started.drive(id, ({ status }) => status === "awaiting-approval");
  const handles = await handlesFor(started.db, {
    incidentId: id,
    digest: incident.plan?.digest ?? "",
    decisions: ["approve", "reject", "not-now", "take-over", "pause"],
    at: started.clock.now(),
  });
  const pressed = pressesOn(started);
  const press = (decision: Decision, openId?: string, form: Record<string, string> = {}) =>
    pressed({ handle: handles[decision], openId, form });
  return { road: started, id, press, handles };
}

test("a yes on the card is carried out, and the card says who gave it and asks no more", async () => {
  const { road, id, press } = await asking();
  const { said, card } = await press("approve");
  expect(said).toContain("Approved");
  expect(card).toContain("approved · Ada (ou_ada) · on the card · ");
  expect(card).not.toContain('"name":"approve"');
  const closed = await road.drive(id, ({ status }) => status === "closed");
  expect(closed.outcome).toBe("fixed");
});

test("of two people who press at once one decides, and the other sees by whom it was", async () => {
  const { road, id, press } = await asking();
  const answers = await Promise.all([press("approve"), press("approve", "ou_bob")]);
  const decided = answers.filter(({ said }) => said.startsWith("Approved"));
  expect(decided).toHaveLength(1);
  expect(answers.find(({ said }) => said.includes("decided before"))?.card).toMatch(
    /approved · (Ada \(ou_ada\)|ou_bob) · on the card · /,
  );
  expect((await road.read(id)).status).toBe("applying");
});

test("a card whose plan no longer stands decides nothing, and is brought up to date", async () => {
  const { road, id, press } = await asking();
  const changed = plainDeployment("web");
  const [container] = changed.spec.template.spec.containers;
  if (container !== undefined) container.resources.limits.memory = "120Mi";
  await road.cluster.apply([changed]);
  await road.step(id);
  const { said, card } = await press("approve");
  expect(said).toContain("no longer stands");
  expect(card).toContain("Approval void");
  expect(card).not.toContain('"name":"approve"');
  expect(await road.attempts(id)).toEqual([]);
});

test("a card whose time is over decides nothing and says so", async () => {
  const { road, id, press } = await asking({ approvalTimeoutSeconds: 20 });
  await road.drive(id, ({ status }) => status === "needs-person");
  const { said, card } = await press("approve");
  expect(said).toContain("time to decide is over");
  expect(card).toContain("Approval expired");
  expect(await road.attempts(id)).toEqual([]);
});

test.each([
  ["reject", "Rejected", "Declined", "closed"],
  ["not-now", "Put off", "Not now", "awaiting-approval"],
  ["take-over", "yours", "Taken over", "needs-person"],
  ["pause", "Paused", "Paused", "investigating"],
] as const)("%s is decided on the card", async (decision, toast, title, status) => {
  const { road, id, press } = await asking();
  const { said, card } = await press(decision);
  expect(said).toContain(toast);
  expect(card).toContain(title);
  expect((await road.read(id)).status).toBe(status);
  const row = await road.db
    .selectFrom("audit")
    .select("input")
    .where("incident_id", "=", id)
    .orderBy("sequence", "desc")
    .executeTakeFirstOrThrow();
  expect(row.input).toMatchObject({ by: "Ada (ou_ada)", person: "ou_ada", door: "card" });
});

test.each(["take-over", "pause"] as const)(
  "after %s on the card a yes on the same card changes nothing, and says that the question no longer stands",
  async (decision) => {
    const { road, id, press } = await asking();
    await press(decision);
    const { said, card } = await press("approve", "ou_bob");
    expect(said).toContain("no longer stands");
    expect(card).not.toContain('"name":"approve"');
    const { state } = await road.db
      .selectFrom("approvals")
      .select("state")
      .where("incident_id", "=", id)
      .executeTakeFirstOrThrow();
    expect(state).toBe("void");
    expect(await road.attempts(id)).toEqual([]);
  },
);

/** For how long, from the press on; null where nothing was put off or paused. */
async function heldForMinutes({ db, clock }: Road, id: string): Promise<number | null> {
  const pause = await db.selectFrom("pauses").select("until").executeTakeFirst();
  const asked = await db
    .selectFrom("approvals")
    .select("ask_again_at")
    .where("incident_id", "=", id)
    .execute();
  const until = pause?.until ?? asked[0]?.ask_again_at ?? null;
  return until && Math.round((until.getTime() - clock.now().getTime()) / 60_000);
}

test.each([
  ["not-now", 30, undefined],
  ["not-now", 480, 480],
  ["pause", 60, undefined],
  ["pause", 10_080, 10_080],
] as const)(
  "%s on the card holds for %i minutes where %s is chosen beside it",
  async (decision, held, chosen) => {
    const { road, id, press, handles } = await asking();
    const field = chosen && { [CHOICE_FIELDS[decision]]: choiceId(handles[decision] ?? "", chosen) };
    await press(decision, "ou_ada", field);
    expect(await heldForMinutes(road, id)).toBe(held);
  },
);

test.each([
  ["a number of minutes", () => "5"],
  ["what is not offered", ({ pause = "" }: Handles) => choiceId(pause, 20_000)],
  ["the choice of another button", (handles: Handles) => choiceId(handles["not-now"] ?? "", 480)],
  ["the choice of another card", () => choiceId("another", 480)],
] as const)("a pause with %s changes nothing, and draws the card anew", async (_name, forged) => {
  const { road, id, press, handles } = await asking();
  const { said, card } = await press("pause", "ou_ada", { [CHOICE_FIELDS.pause]: forged(handles) });
  expect(said).toContain("not valid any more");
  expect(card).toContain('"name":"approve"');
  expect(await heldForMinutes(road, id)).toBeNull();
  expect((await road.read(id)).status).toBe("awaiting-approval");
});
