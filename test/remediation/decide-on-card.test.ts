import { afterEach, expect, test } from "vitest";
import { judge } from "../../src/remediation/policy/judge.ts";
import { type Asking, asking, askingPolicy } from "./support/asking.ts";
import { judgeInputFor } from "./support/judge-input.ts";
import { startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let open: Asking | undefined;
async function begin(demands: string, settings = {}): Promise<Asking> {
  open = await asking(demands, settings);
  return open;
}
afterEach(async () => {
  await open?.road.stop();
  open = undefined;
});

test("what the policy wants on the card is decided by no link, page or program; each refusal is in audit and metric", async () => {
  const { road, id, decide, doors, row, audit, refusals } = await begin("decideOn: card");
  for (const door of ["link", "page", "api"] as const)
    for (const decision of ["approve", "reject", "not-now"] as const)
      for (let time = 0; time < 2; time += 1)
        expect(await decide(decision, { ...doors[door], by: `name ${time}` })).toEqual({
          result: "card-only",
        });
  expect((await road.read(id)).status).toBe("awaiting-approval");
  expect((await row()).state).toBe("pending");
  const refused = (await audit()).filter(({ kind }) => kind === "decision-refused");
  expect(refused).toHaveLength(9);
  expect(refused[0]?.text).toBe(
    "approve through the link was refused: the policy wants it decided on the card",
  );
  expect(await refusals()).toEqual([
    ["card-only", "link", 6],
    ["card-only", "api", 6],
    ["card-only", "page", 6],
  ]);
  expect((await decide("approve")).result).toBe("decided");
});

test("a link takes nothing over and pauses nothing, whatever the policy says; who is signed in does", async () => {
  const { road, id, decide, doors, audit } = await begin("decideOn: anywhere");
  for (const decision of ["take-over", "pause"] as const)
    expect(await decide(decision, doors.link)).toEqual({ result: "not-by-link" });
  expect((await audit()).filter(({ kind }) => kind === "decision-refused")).toHaveLength(2);
  expect((await road.read(id)).status).toBe("awaiting-approval");
  expect(await decide("take-over", doors.page)).toEqual({ result: "taken-over" });
});

test("who is signed in can stop the service also where the card alone decides", async () => {
  const { road, id, decide, doors } = await begin("decideOn: card");
  expect(await decide("take-over", doors.api)).toEqual({ result: "taken-over" });
  expect((await road.read(id)).status).toBe("needs-person");
});

test("where no card takes decisions, a person gets what only a card may decide, with its steps", async () => {
  const road = await startRoad({
    settings: { takesCards: () => false },
    policy: askingPolicy("decideOn: card"),
  });
  try {
    road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
    const { id } = await road.open(await killed(road, plainDeployment("web")));
    const { handover } = await road.drive(id, ({ status }) => status === "needs-person");
    expect(handover?.sentence).toContain("no card here takes decisions");
    expect(handover?.nextSteps[0]?.command).toContain("kubectl patch deployment web");
  } finally {
    await road.stop();
  }
});

test("what a rule wants of people holds whoever turned its verdict into a question, and is a part of the digest", () => {
  const input = { ...judgeInputFor(), autonomy: "approve" as const };
  const demands = "approvers: 2, decideOn: card";
  const allow = askingPolicy(demands);
  const rules = allow.rules.map((rule) => ({ ...rule, verdict: "auto" as const }));
  expect(judge({ ...allow, rules }, input)).toMatchObject({
    verdict: "approve",
    rule: "autonomy-approve",
    approvers: 2,
    decideOn: "card",
  });
  const alone = judge({ ...allow, rules }, { ...input, autonomy: "auto" });
  expect(alone).toEqual({ verdict: "auto", rule: "people", reason: "so", autonomy: "auto" });
});
