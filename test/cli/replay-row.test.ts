import { expect, it } from "vitest";
import { choosable } from "../../src/agents/asking/choose-move.ts";
import { legalMoves } from "../../src/agents/legal-moves.ts";
import { replayRow } from "../../src/cli/replay/replay-row.ts";
import type { Finding } from "../../src/domain/finding.ts";
import type { Repair } from "../../src/domain/repair.ts";
import { rowOfIncident } from "../../src/incidents/incident-row.ts";
import { emptyPolicy } from "../../src/remediation/policy/policy.ts";
import { anIncident } from "../support/incidents.ts";

const target = anIncident().subject;
const repair: Repair = {
  type: "RestartRollout",
  target,
  isExclusive: false,
  parameters: { basis: "b" },
};
const finding: Finding = {
  ...{ cause: "application-crash", object: target, confidence: 0.5, sentence: "s", evidence: [] },
  ...{ ruledOut: [], memory: null, rollback: null, repair, advice: [] },
  alternatives: [{ cause: "bad-release", confidence: 0.4, sentence: "s", repair }],
};
const TAKEN = ["investigating/investigate"];
const given = {
  policy: emptyPolicy(),
  incident: { ...rowOfIncident(anIncident()), finding: null, plan: null, handover: null, workload: null },
} as unknown as Parameters<typeof replayRow>[1];

/** A choice as the Supervisor records it. */
function recorded(one: { finding: Finding; hasSandbox: boolean; taken?: string[] }) {
  const { taken = TAKEN, hasSandbox } = one;
  const incident = anIncident({ finding: one.finding, dueAt: new Date(0) });
  const computation = taken.length > 1 ? ("open" as const) : null;
  const at = {
    incident,
    taken,
    now: new Date(0),
    isOverBudget: false,
    hasModel: true,
    hasSandbox,
    computation,
  };
  const legal = choosable(incident, legalMoves(at));
  const input = { legal, taken, computation, hasSandbox, finding: one.finding };
  return { sequence: 5, kind: "supervisor", input, output: { move: legal[0] } };
}

it.each([
  ["what the rules would change was not a model's to hand over", recorded({ finding, hasSandbox: true })],
  [
    "there was no sandbox, and no program was legal",
    recorded({
      finding: { ...finding, cause: "unknown", repair: null, alternatives: [] },
      hasSandbox: false,
      taken: [...TAKEN, "investigating/consult"],
    }),
  ],
])("takes the same road again where %s", (_, row) => {
  const again = replayRow(row, given);
  expect(again).toBeDefined();
  expect(again?.now).toBe(again?.was);
});

it("says where a move that was taken is legal no more", () => {
  const row = recorded({ finding, hasSandbox: true });
  const again = replayRow({ ...row, output: { move: "hand-over" } }, given);
  expect(again?.now).toMatch(/^not that of /);
});
