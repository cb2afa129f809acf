import { afterEach, expect, test } from "vitest";
import { currentNotification } from "../../src/incidents/current-notification.ts";
import { CATALOGUE } from "../../src/notify/messages/catalogue.ts";
import { storyOf } from "../../src/notify/story.ts";
import { barOf } from "../../src/remediation/doors-of-a-decision.ts";
import { createDeciders, namedForAll } from "../../src/remediation/policy/deciders.ts";
import { judge } from "../../src/remediation/policy/judge.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import { type Asking, asking, askingPolicy } from "./support/asking.ts";
import { judgeInputFor } from "./support/judge-input.ts";
import { isOver } from "./support/repair-road.ts";
import { startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

const GROUPS = "groups: {dba: [ou_dan, ou_bob], sre: [ou_sue, ou_bob]}\n";

let open: Asking | undefined;
async function begin(demands: string, more = GROUPS): Promise<Asking> {
  open = await asking(demands, {}, askingPolicy(demands, more));
  return open;
}
afterEach(async () => {
  await open?.road.stop();
  open = undefined;
});

test("who is not among the people that a rule names decides nothing on the card, and can stop the service all the same", async () => {
  const { road, id, decide, row, audit, refusals } = await begin("decidedBy: [dba]");
  for (const decision of ["approve", "reject", "not-now"] as const)
    expect(await decide(decision, { person: "ou_ada" })).toEqual({ result: "not-named" });
  expect((await row()).state).toBe("pending");
  expect(await refusals()).toEqual([["not-named", "card", 3]]);
  expect((await audit()).filter(({ kind }) => kind === "decision-refused").map(({ text }) => text)).toEqual([
    "approve through the card was refused: the policy names others for it",
    "reject through the card was refused: the policy names others for it",
    "not-now through the card was refused: the policy names others for it",
  ]);
  expect(await decide("take-over", { person: "ou_ada" })).toEqual({ result: "taken-over" });
  expect((await road.read(id)).status).toBe("needs-person");
});

test("whom a rule names decides, without a place among those who decide in general", async () => {
  const { decide, row } = await begin("decidedBy: [dba, ou_eve]");
  expect((await decide("approve", { person: "ou_eve", by: "Eve" })).result).toBe("decided");
  expect(await row()).toMatchObject({ state: "approved", decided_by: "Eve" });
});

test("no link, page or program decides what a rule has named people for", async () => {
  const { decide, doors, row } = await begin("decidedBy: [dba]");
  for (const door of ["link", "page", "api"] as const)
    expect(await decide("approve", { ...doors[door], by: "ou_dan", person: "ou_dan" })).toEqual({
      result: "card-only",
    });
  expect((await row()).state).toBe("pending");
});

test("of two people each must be named", async () => {
  const { decide, row } = await begin("decidedBy: [dba], approvers: 2");
  expect((await decide("approve", { person: "ou_dan" })).result).toBe("first-of-two");
  expect((await decide("approve", { person: "ou_ada" })).result).toBe("not-named");
  expect((await row()).state).toBe("pending");
  expect((await decide("approve", { person: "ou_bob" })).result).toBe("decided");
});

test("the card says whom the policy names, people by the short form of their ids", async () => {
  const { plan, road, id } = await begin("decidedBy: [dba, ou_0123456789abcdef0123]");
  expect(plan).toMatchObject({ decideOn: "card", decidedBy: [["dba", "ou_0123456789abcdef0123"]] });
  const notification = await currentNotification(road.db, id, road.clock.now());
  if (notification === undefined) throw new Error("nothing is told");
  const { sections } = storyOf(notification, CATALOGUE.en);
  expect(sections.flatMap(({ lines }) => lines)).toContain("Decided by dba, ou_0123…0123.");
});

const policy = (text: string) => loadPolicyFile(`apiVersion: kube-autofix.io/v1\nkind: Policy\n${text}`);
const rule = (name: string, decidedBy: string) =>
  `{name: ${name}, when: true, verdict: approve, reason: so, decidedBy: ${decidedBy}}`;

test.each([
  ["nobody is named anywhere: nobody decides", "", [], "ou_ada", false],
  ["the policy is silent: those of the environment", "", ["ou_ada"], "ou_ada", true],
  ["the policy speaks: in place of the environment", "decidedBy: [ou_sue]\n", ["ou_ada"], "ou_ada", false],
  ["the policy speaks: whom it names", `${GROUPS}decidedBy: [sre]\n`, [], "ou_sue", true],
  ["a group that nothing names gives no right", GROUPS, [], "ou_sue", false],
  [
    "who is named by a rule decides that rule's plans alone",
    `${GROUPS}rules: [${rule("one", "[dba]")}]\n`,
    [],
    "ou_dan",
    false,
  ],
] as const)("%s", (_case, text, usual, person, may) => {
  const deciders = createDeciders(() => policy(text), usual);
  expect(deciders.mayDecide(person, null, "answer")).toBe(may);
  expect(deciders.mayDecide(person, {}, "stop")).toBe(may);
});

test("what is left of a plan's names is asked of the policy of today", () => {
  let text = `${GROUPS}rules: [${rule("one", "[dba, ou_eve]")}]\n`;
  const deciders = createDeciders(() => policy(text), ["ou_ada"]);
  const plan = { decidedBy: [["dba", "ou_eve"]] };
  const who = () => ["ou_dan", "ou_eve", "ou_new"].filter((one) => deciders.mayDecide(one, plan, "answer"));
  expect(who()).toEqual(["ou_dan", "ou_eve"]);
  text = `groups: {dba: [ou_new]}\nrules: [${rule("one", "[dba]")}]\n`;
  expect(who()).toEqual(["ou_new"]);
  text = "";
  expect(who()).toEqual([]);
});

test("a group of a name that every object has holds nobody", () => {
  expect([...namedForAll(policy(GROUPS), [["constructor"]])]).toEqual([]);
});

test("of a plan with several actions whoever decides stands in each rule's list, and each list counts once", () => {
  const text = `${GROUPS}rules:
  - {name: memory, when: 'action.type == "SetMemoryLimit"', verdict: approve, reason: so, decidedBy: [dba]}
  - ${rule("others", "[sre]")}\n`;
  const input = judgeInputFor();
  const [action] = input.draft.actions;
  if (action === undefined) throw new Error("no action");
  input.draft.actions = [action, { ...action, type: "RestartRollout" } as typeof action, action];
  const verdict = judge(policy(text), input);
  expect(verdict).toMatchObject({ verdict: "approve", decideOn: "card", decidedBy: [["dba"], ["sre"]] });
  expect([...namedForAll(policy(text), verdict.decidedBy ?? [])]).toEqual(["ou_bob"]);
});

test("a plan that the lists of its rules leave to nobody goes to a person at once", async () => {
  // A reload took the group's last members away between the reading and the plan.
  const asked = askingPolicy("decidedBy: [dba]", GROUPS);
  const road = await startRoad({ policy: { ...asked, groups: {} } });
  try {
    road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
    const { id } = await road.open(await killed(road, plainDeployment("web")));
    const { handover } = await road.drive(id, ({ status }) => status === "needs-person");
    expect(handover?.sentence).toContain("name too few people");
    expect(handover?.nextSteps[0]?.command).toContain("kubectl patch deployment web");
  } finally {
    await road.stop();
  }
});

test("after a no to an undoing, whom the policy names for the fix may ask for it again, and nobody else", async () => {
  open = await asking(
    "decidedBy: [dba]",
    { verifySoakSeconds: 10 },
    askingPolicy("decidedBy: [dba]", GROUPS),
  );
  const { road, id, plan, decide } = open;
  await decide("approve", { person: "ou_dan" });
  expect(await road.drive(id, isOver)).toMatchObject({ outcome: "fixed" });
  const ask = (person: string) => {
    const which = { incidentId: id, digest: null };
    return decide("undo", { which, person, fix: plan.digest, comment: "it costs too much" });
  };
  expect(await ask("ou_ada")).toEqual({ result: "not-named" });
  expect(await ask("ou_dan")).toEqual({ result: "undo-asked" });
  const digest = (await road.step(id)).plan?.digest ?? "";
  await decide("reject", { which: { incidentId: id, digest }, person: "ou_bob" });
  expect(await road.read(id)).toMatchObject({ status: "closed", outcome: "fixed", plan: null });
  expect(await ask("ou_ada")).toEqual({ result: "not-named" });
  expect(await ask("ou_dan")).toEqual({ result: "undo-asked" });
});

test("to undo a fix takes those who may decide its plan: to stop the service is less", () => {
  const stopsAlone = { mayDecide: (_person: string, _plan: unknown, what: string) => what === "stop" };
  const pressed = { by: "ou_ada", door: "card" } as const;
  expect(barOf(null, { ...pressed, decision: "undo" }, stopsAlone)).toBe("not-named");
  expect(barOf(null, { ...pressed, decision: "pause" }, stopsAlone)).toBeUndefined();
});
