import { afterAll, beforeAll, expect, it } from "vitest";
import { replayIncident, replayLines } from "../../src/cli/replay/replay-incident.ts";
import { replayRoad } from "../../src/cli/replay/replay-road.ts";
import type { AuditRow } from "../../src/cli/replay/replay-row.ts";
import type { Computed } from "../../src/diagnosis/computation/question.ts";
import { STEP_KIND } from "../../src/incidents/keep-step.ts";
import { emptyPolicy } from "../../src/remediation/policy/policy.ts";
import { shippedDigest } from "../../src/sandbox/analyses/run-analysis.ts";
import { runnerRoom } from "../agents/runner-room.ts";
import { finding } from "../incidents/incident-setup.ts";

let room: Awaited<ReturnType<typeof runnerRoom>>;
beforeAll(async () => {
  room = await runnerRoom();
  await room.worker().advance();
});
afterAll(() => room.drop());

/** The incident with its rows as the command reads them, some of them changed. */
async function recorded(change: (row: AuditRow) => object = () => ({})) {
  const rows: AuditRow[] = await room.db
    .selectFrom("audit")
    .select(["sequence", "kind", "input", "output"])
    .orderBy("sequence")
    .execute();
  const incident = await room.db.selectFrom("incidents").selectAll().executeTakeFirstOrThrow();
  return { rows: rows.map((row) => ({ ...row, ...change(row) })), incident };
}

/** Steps as they were recorded, with another road. */
const onAnotherRoad =
  (move: string, road: object) =>
  ({ kind, input }: AuditRow) => {
    const kept = input as { road?: { taken: string[] } };
    return kind === STEP_KIND && kept.road?.taken.at(-1)?.endsWith(move)
      ? { input: { ...kept, road: { ...kept.road, ...road } } }
      : {};
  };

it("chooses the moves of a run again, each as it was, from nothing but rows", async () => {
  const { rows, incident } = await recorded();
  expect(replayRoad(rows, incident).map(({ was, now }) => [was, now])).toEqual([
    ["investigate while investigating", "investigate while investigating"],
    ["propose while investigating", "propose while investigating"],
    ["look-after while needs-person", "look-after while needs-person"],
  ]);
});

it.each<[string, (row: AuditRow) => object, string]>([
  [
    "the finding was another one",
    ({ kind }) => (kind === "diagnosed" ? { output: finding("unknown") } : {}),
    "propose while investigating; now: hand-over while investigating",
  ],
  [
    "another move was taken than the rules take",
    onAnotherRoad("propose", { taken: ["investigating/investigate", "investigating/hand-over"] }),
    "hand-over while investigating; now: propose while investigating",
  ],
  [
    "the budget was spent",
    onAnotherRoad("propose", { isOverBudget: true }),
    "propose while investigating; now: hand-over while investigating",
  ],
  [
    "a computation was asked for",
    onAnotherRoad("propose", { computation: "asked" }),
    "propose while investigating; now: compute while investigating",
  ],
])("says where the road would differ if %s", async (_what, change, line) => {
  const { rows, incident } = await recorded(change);
  const replayed = replayIncident(rows, { policy: emptyPolicy(), incident });
  expect(replayLines(rows, replayed)[0]).toMatch(new RegExp(`^row \\d+ \\(move\\): ${line}$`));
});

it("says what was decided again, and what was taken from the records", async () => {
  const { rows, incident } = await recorded();
  expect(replayLines(rows, replayIncident(rows, { policy: emptyPolicy(), incident }))).toEqual([
    "3 decisions of 6 rows, 0 would differ",
    "decided again: 3 move",
    "taken from the records: 1 opened, 1 diagnosed, 1 handed-over",
    "investigate while investigating (row 3): chosen again; diagnosed (row 2) as the cluster showed then: evidence is kept, facts are not",
    "propose while investigating (row 5): chosen again; handed-over (row 4) as it stands there",
    "look-after while needs-person (row 6): chosen again",
    "of no step: opened (row 1) as signals told",
  ]);
});

it("counts steps that recorded no road, and claims nothing of them", async () => {
  const { rows, incident } = await recorded(onAnotherRoad("", { taken: [] }));
  const lines = replayLines(rows, replayIncident(rows, { policy: emptyPolicy(), incident }));
  expect(lines).toContainEqual(expect.stringMatching(/^3 steps tell no move/));
  expect(lines.join("\n")).not.toContain("chosen again;");
});

it.each([
  ["is the one that ships", shippedDigest("memory-trend"), 0],
  ["is another one by now", "0".repeat(64), 1],
])("says whether the program that computed %s", async (_what, codeDigest, different) => {
  const { incident } = await recorded();
  const analysis: Computed["analysis"] = "memory-trend";
  const row = {
    sequence: 9,
    kind: "computed",
    input: { analysis, codeDigest, code: "", input: {} },
    output: {},
  };
  const replayed = replayIncident([row], { policy: emptyPolicy(), incident });
  expect(replayed.filter(({ was, now }) => was !== now)).toHaveLength(different);
  expect(replayed).toHaveLength(1);
});
