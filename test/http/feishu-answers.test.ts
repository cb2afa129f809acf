import { afterEach, expect, test } from "vitest";
import { currentNotification } from "../../src/incidents/current-notification.ts";
import { handlesFor } from "../../src/notify/cards/card-rows.ts";
import { appCardOf } from "../../src/notify/feishu/app/app-card.ts";
import { CATALOGUE } from "../../src/notify/messages/catalogue.ts";
import { LANGUAGES } from "../../src/notify/messages/messages.ts";
import { inspectCard } from "../../src/simulation/feishu/card/inspect-card.ts";
import { type Road, startRoad } from "../remediation/support/road.ts";
import { killed, plainDeployment } from "../remediation/support/workloads.ts";
import { pressesOn } from "./support/presses-on-road.ts";

let road: Road;
afterEach(() => road.stop());

/** An incident that a person has taken over, and the buttons of its card. */
async function takenOver() {
  road = await startRoad({ settings: { autonomy: "approve" } });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const { id } = await road.open(await killed(road, plainDeployment("web")));
  await road.drive(id, ({ status }) => status === "awaiting-approval");
  const which = { incidentId: id, digest: null };
  await road.approvals.decide({ which, decision: "take-over", by: "ou_ada", door: "card", comment: "" });
  const handles = await handlesFor(road.db, {
    incidentId: id,
    digest: null,
    decisions: ["answer", "hint"],
    at: road.clock.now(),
  });
  const pressed = pressesOn(road);
  const press = (decision: "answer" | "hint", form: Record<string, string>, openId?: string) =>
    pressed({ handle: handles[decision], openId, form });
  const answered = () => road.db.selectFrom("incident_answers").selectAll().execute();
  return { id, press, answered };
}

test.each(LANGUAGES)(
  "the card asks what it was, by a short list and words, as the platform takes it: %s",
  async (language) => {
    const { id } = await takenOver();
    const notification = await currentNotification(road.db, id, road.clock.now());
    if (notification === undefined) throw new Error("no incident");
    const handles = { answer: "a".repeat(32), hint: "h".repeat(32) };
    const links = { incident: null, approval: null };
    const card = appCardOf(
      { notification, links, handles },
      { messages: CATALOGUE[language], timeZone: "UTC" },
    );
    expect(inspectCard(card).violations).toEqual([]);
    const text = JSON.stringify(card);
    expect(text).toContain(CATALOGUE[language].labels.whatWasIt);
    expect(text).toContain(CATALOGUE[language].causes["memory-leak"].slice(0, 20));
    expect(text).toContain('"name":"answer"');
  },
);

/** What the card asks now, and of whom. */
async function asked(id: string) {
  const notification = await currentNotification(road.db, id, road.clock.now());
  if (notification === undefined) throw new Error("no incident");
  const card = appCardOf(
    { notification, links: { incident: null, approval: null }, handles: { answer: "a".repeat(32) } },
    { messages: CATALOGUE.en, timeZone: "UTC" },
  );
  return { who: notification.question?.who, text: JSON.stringify(card) };
}

test("whoever took the incident over is asked by name; anybody else who may decide can answer for them", async () => {
  const { id, press, answered } = await takenOver();
  expect((await asked(id)).text).toContain(`ou_ada · ${CATALOGUE.en.labels.whatWasIt}`);
  expect((await press("answer", { cause: "bad-release" }, "ou_eve")).said).toContain("not among those");
  await press("answer", { cause: "bad-release" }, "ou_bob");
  expect(await answered()).toMatchObject([{ by: "ou_bob" }]);
  expect((await asked(id)).text).not.toContain(CATALOGUE.en.labels.whatWasIt);
});

test("what was handed over to nobody in particular asks without a name, also where somebody had it before", async () => {
  const { id, press } = await takenOver();
  await press("hint", { reason: "it is the new config" });
  await road.drive(id, ({ status }) => status === "awaiting-approval");
  // The end of its time, which nobody waits for here.
  const end = road.clock.now();
  await road.db.updateTable("approvals").set({ expires_at: end }).where("incident_id", "=", id).execute();
  await road.db.updateTable("incidents").set({ due_at: end }).where("id", "=", id).execute();
  await road.drive(id, ({ status }) => status === "needs-person");
  const { who, text } = await asked(id);
  expect(who).toBeNull();
  expect(text).toContain(`"${CATALOGUE.en.labels.whatWasIt}`);
});

test("an answer is taken once, shown on the card, and asked no more", async () => {
  const { press, answered } = await takenOver();
  const first = await press("answer", { cause: "memory-leak", reason: "a cache <at id=all></at>" });
  expect(first.said).toContain("Thank you");
  expect(first.card).toContain("(memory-leak): a cache <at id=all></at> · Ada (ou_ada)");
  expect(first.card).not.toContain('"name":"answer"');
  expect(first.card).not.toContain("lark_md");
  const second = await press("answer", { cause: "bad-release" }, "ou_bob");
  expect(second.said).toContain("before");
  expect(await answered()).toMatchObject([{ cause: "memory-leak", by: "Ada (ou_ada)", door: "card" }]);
});

test("a choice that is no cause counts as none, and somebody who may not decide may not answer", async () => {
  const { press, answered } = await takenOver();
  expect((await press("answer", { cause: "memory-leak" }, "ou_eve")).said).toContain("not among those");
  expect((await press("answer", { cause: "'; drop table" })).said).toContain("few words");
  expect(await answered()).toEqual([]);
  await press("answer", { cause: "other", reason: "the proxy" });
  expect(await answered()).toMatchObject([{ cause: null, text: "the proxy" }]);
});

test("a hint on the card takes the incident up again", async () => {
  const { id, press } = await takenOver();
  const { said, card } = await press("hint", { reason: "it is the new config" });
  expect(said).toContain("investigated again");
  expect(card).toContain("Looking again");
  expect((await road.read(id)).status).toBe("investigating");
});

test("the next incident of the like shows on its card and page how this one ended and what was said", async () => {
  const { id, press } = await takenOver();
  await press("answer", { cause: "memory-leak", reason: "a cache without bounds" });
  await road.store.withLock("close.commit", id, (tx) =>
    tx.advance({ type: "quiet" }, { text: "quiet", input: {}, output: {} }),
  );
  await road.store.withLock("close.commit", id, (tx) =>
    tx.advance({ type: "watch-ended" }, { text: "over", input: {}, output: {} }),
  );
  const subject = (await road.read(id)).subject;
  const next = await road.open(subject);
  await road.drive(next.id, ({ status }) => status === "awaiting-approval");
  const notification = await currentNotification(road.db, next.id, road.clock.now());
  expect(notification?.past?.incidents).toMatchObject([
    {
      outcome: "handed-over",
      said: { cause: "memory-leak", text: "a cache without bounds", by: "Ada (ou_ada)" },
    },
  ]);
});
