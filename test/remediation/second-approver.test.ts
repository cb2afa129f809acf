import { afterEach, expect, test } from "vitest";
import { currentNotification } from "../../src/incidents/current-notification.ts";
import { createIncidentQueries } from "../../src/incidents/queries.ts";
import { type Asking, asking } from "./support/asking.ts";
import { plainDeployment } from "./support/workloads.ts";

let open: Asking | undefined;
afterEach(async () => {
  await open?.road.stop();
  open = undefined;
});

async function twoWanted(settings = {}) {
  open = await asking("approvers: 2", settings);
  return open;
}

test("the first yes is recorded and shown, and nothing is applied before a second person's", async () => {
  const { road, id, decide, told, audit } = await twoWanted();
  expect(await decide("approve", { comment: "fine by me" })).toMatchObject({
    result: "first-of-two",
    approval: { state: "pending", first: { person: "chat:ou_ada", by: "ou_ada", comment: "fine by me" } },
  });
  expect((await told()).at(-1)).toBe("second-approval-needed");
  expect((await road.step(id)).status).toBe("awaiting-approval");
  expect(await road.attempts(id)).toEqual([]);
  const shown = await currentNotification(road.db, id, road.clock.now());
  expect(shown?.approval?.first).toMatchObject({ by: "ou_ada", door: "card" });
  const view = await createIncidentQueries({ db: road.db }).view(id);
  expect(view?.approval).toMatchObject({ state: "pending", approvers: 2, first: { by: "ou_ada" } });

  expect((await decide("approve", { by: "ou_bob" })).result).toBe("decided");
  expect((await audit()).at(-1)?.text).toBe("ou_bob approved the plan, after ou_ada had said yes");
  const decided = await currentNotification(road.db, id, road.clock.now());
  expect(decided?.decision).toMatchObject({ by: "ou_bob", first: { by: "ou_ada" } });
  expect((await road.drive(id, ({ status }) => status === "closed")).outcome).toBe("fixed");
});

test.each([
  ["card", {}],
  ["page", { by: "somebody of another name" }],
  ["link", { by: "somebody of another name" }],
] as const)("one person is never both, by the %s", async (door, otherName) => {
  const { road, id, decide, doors, refusals } = await twoWanted();
  expect((await decide("approve", doors[door])).result).toBe("first-of-two");
  for (const more of [{}, otherName])
    expect((await decide("approve", { ...doors[door], ...more })).result).toBe("same-person");
  expect((await road.read(id)).status).toBe("awaiting-approval");
  expect(await refusals()).toEqual([["same-person", door, 2]]);
});

test("who is called otherwise than a moment ago is the same person", async () => {
  const { decide, doors } = await twoWanted();
  const ada = { ...doors.card, person: "ou_ada" };
  expect((await decide("approve", { ...ada, by: "ou_ada" })).result).toBe("first-of-two");
  expect((await decide("approve", { ...ada, by: "Ada (ou_ada)" })).result).toBe("same-person");
  expect((await decide("approve", { ...ada, by: "Ada (ou_ada)", person: "ou_bob" })).result).toBe("decided");
});

test("page and API are one person, and a person of the chat is another", async () => {
  const { decide, doors } = await twoWanted();
  expect((await decide("approve", doors.page)).result).toBe("first-of-two");
  expect((await decide("approve", doors.api)).result).toBe("same-person");
  expect((await decide("approve", doors.card)).result).toBe("decided");
});

test("two people at once are both counted, once each", async () => {
  const { road, id, decide } = await twoWanted();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      decide("approve", { by: index % 2 === 0 ? "ou_ada" : "ou_bob" }),
    ),
  );
  const count = (wanted: string) => answers.filter(({ result }) => result === wanted).length;
  expect([count("first-of-two"), count("decided")]).toEqual([1, 1]);
  expect(count("same-person") + count("already-decided")).toBe(18);
  expect((await road.read(id)).status).toBe("applying");
});

test("a no ends it, also that of the first person", async () => {
  const { road, id, decide } = await twoWanted();
  await decide("approve");
  expect((await decide("reject")).result).toBe("decided");
  expect(await road.read(id)).toMatchObject({ status: "closed", outcome: "declined" });
  expect(await road.attempts(id)).toEqual([]);
});

test("a plan that is superseded voids the first yes: the next plan asks two people again", async () => {
  const { road, id, decide } = await twoWanted();
  await decide("approve");
  const changed = plainDeployment("web");
  const [container] = changed.spec.template.spec.containers;
  if (container !== undefined) container.resources.limits.memory = "120Mi";
  await road.cluster.apply([changed]);
  expect((await road.step(id)).status).toBe("investigating");
  expect((await decide("approve", { by: "ou_bob" })).result).toBe("superseded");
  const again = await road.drive(id, ({ status }) => status === "awaiting-approval");
  const which = { incidentId: id, digest: again.plan?.digest ?? "" };
  expect((await decide("approve", { by: "ou_bob", which })).result).toBe("first-of-two");
  expect(await road.attempts(id)).toEqual([]);
});

test("one yes of two expires like none, and says whose it was", async () => {
  const { road, id, decide, audit } = await twoWanted({ approvalTimeoutSeconds: 40 });
  await decide("approve");
  await road.drive(id, ({ status }) => status === "needs-person");
  expect((await decide("approve", { by: "ou_bob" })).result).toBe("expired");
  const expired = (await audit()).find(({ kind }) => kind === "approval-expired");
  expect(expired?.text).toBe("no second person decided in time; ou_ada had said yes");
  expect(await road.attempts(id)).toEqual([]);
});
