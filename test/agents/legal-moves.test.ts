import { describe, expect, it } from "vitest";
import { legalMoves, type Situation } from "../../src/agents/legal-moves.ts";
import type { Incident, IncidentStatus } from "../../src/domain/incident.ts";
import { anIncident } from "../support/incidents.ts";

const NOW = new Date("2026-01-01T00:00:00Z");
const LATER = new Date("2026-01-01T00:01:00Z");
const situation = (incident: Partial<Incident>, more: Partial<Situation> = {}): Situation => ({
  incident: anIncident({ dueAt: NOW, ...incident }),
  taken: [],
  now: NOW,
  isOverBudget: false,
  ...more,
});
const aRepair = {
  type: "RestartRollout" as const,
  parameters: { basis: "b" },
  target: anIncident().subject,
  isExclusive: false,
};
const finding = (cause: "unknown" | "memory-limit-too-low") => ({
  cause,
  object: anIncident().subject,
  confidence: 0.9,
  sentence: "s",
  evidence: [],
  ruledOut: [],
  memory: null,
  rollback: null,
  repair: null,
  advice: [],
});

describe("legal moves", () => {
  it("looks at the cluster before anything is proposed, even where an older finding stands", () => {
    expect(legalMoves(situation({ finding: finding("memory-limit-too-low") }))).toEqual(["investigate"]);
  });

  it("looks again where the proposal on a finding came to nothing", () => {
    const incident = { finding: finding("memory-limit-too-low") };
    const taken = ["investigating/investigate", "investigating/propose"];
    expect(legalMoves(situation({ ...incident, dueAt: NOW }, { taken }))).toEqual(["investigate"]);
  });

  it("proposes on a finding of this run", () => {
    const incident = { finding: finding("memory-limit-too-low") };
    expect(legalMoves(situation(incident, { taken: ["investigating/investigate"] }))).toEqual([
      "propose",
      "hand-over",
    ]);
  });

  it("looks again after an attempt of the same run failed", () => {
    const taken = ["investigating/investigate", "investigating/propose", "applying/apply"];
    expect(legalMoves(situation({ finding: finding("memory-limit-too-low") }, { taken }))).toEqual([
      "investigate",
    ]);
  });

  describe("a program of a model", () => {
    const looked = ["investigating/investigate"];
    const consulted = [...looked, "investigating/consult"];
    const withModel = { hasModel: true, hasSandbox: true } as const;
    const competing = {
      ...finding("memory-limit-too-low"),
      confidence: 0.5,
      repair: aRepair,
      alternatives: [{ cause: "bad-release" as const, confidence: 0.4, sentence: "s", repair: aRepair }],
    };

    it.each<[string, Partial<Incident>, Partial<Situation>, boolean]>([
      [
        "is legal where rules and a reading know no cause",
        { finding: finding("unknown") },
        { taken: consulted, computation: "open" },
        true,
      ],
      ["is legal where candidates compete", { finding: competing }, { taken: looked }, true],
      ["comes after a reading of the evidence", { finding: finding("unknown") }, { taken: looked }, false],
      [
        "is not asked for where the model did not answer",
        { finding: finding("unknown") },
        { taken: consulted },
        false,
      ],
      [
        "is written once a look",
        { finding: finding("unknown") },
        { taken: [...consulted, "investigating/program"], computation: "open" },
        false,
      ],
      ["is not where the rules know", { finding: finding("memory-limit-too-low") }, { taken: looked }, false],
      [
        "is not with no sandbox",
        { finding: finding("unknown") },
        { taken: consulted, computation: "open", hasSandbox: false },
        false,
      ],
      [
        "is not over budget",
        { finding: finding("unknown") },
        { taken: consulted, computation: "open", isOverBudget: true },
        false,
      ],
    ])("%s", (_, incident, more, isLegal) => {
      expect(legalMoves(situation(incident, { ...withModel, ...more })).includes("program")).toBe(isLegal);
    });

    it("is never what the rules would take where they have an answer of their own", () => {
      expect(
        legalMoves(
          situation({ finding: competing }, { ...withModel, taken: [...looked, "investigating/choose"] }),
        )[0],
      ).toBe("propose");
    });

    it("is followed by one more reading", () => {
      const taken = [...consulted, "investigating/program"];
      const unknown = { finding: finding("unknown") };
      expect(legalMoves(situation(unknown, { ...withModel, taken, computation: "programmed" }))[0]).toBe(
        "consult",
      );
      expect(
        legalMoves(
          situation(unknown, {
            ...withModel,
            taken: [...taken, "investigating/consult"],
            computation: "open",
          }),
        ),
      ).toEqual(["hand-over"]);
    });
  });

  it("hands over what nobody understands", () => {
    const taken = ["investigating/investigate"];
    expect(legalMoves(situation({ finding: finding("unknown") }, { taken }))).toEqual(["hand-over"]);
  });

  it.each<[IncidentStatus, string]>([
    ["awaiting-approval", "review-approval"],
    ["applying", "apply"],
    ["verifying", "verify"],
    ["rolling-back", "put-back"],
    ["needs-person", "look-after"],
  ])("does one thing about an incident that is %s", (status, move) => {
    expect(legalMoves(situation({ status }))).toEqual([move]);
  });

  it("ends the run where the last move left the incident waiting", () => {
    const waiting = { status: "verifying", dueAt: LATER } as const;
    expect(legalMoves(situation(waiting, { taken: ["verifying/verify"] }))).toEqual([]);
  });

  it("ends the run where a proposal waits for its turn, rather than handing over", () => {
    const waiting = { finding: finding("memory-limit-too-low"), dueAt: LATER };
    const taken = ["investigating/investigate", "investigating/propose"];
    expect(legalMoves(situation(waiting, { taken }))).toEqual([]);
  });

  it("watches a closed incident only while its watch lasts", () => {
    const closed = { status: "closed", outcome: "fixed" } as const;
    expect(legalMoves(situation({ ...closed, watchUntil: LATER }))).toEqual(["watch"]);
    expect(legalMoves(situation({ ...closed, watchUntil: null }))).toEqual([]);
  });

  it("leaves only the way to a person over budget, with the work kept", () => {
    expect(legalMoves(situation({}, { isOverBudget: true }))).toEqual(["hand-over"]);
    expect(legalMoves(situation({ status: "verifying" }, { isOverBudget: true }))).toEqual([]);
  });
});

describe("a circle", () => {
  const round = (...moves: string[]) => [1, 2, 3].flatMap(() => moves.map((move) => `investigating/${move}`));
  const look = (taken: string[]) =>
    legalMoves(situation({ finding: finding("unknown") }, { taken, hasModel: true }));

  it.each([
    ["a model's move that changes nothing", round("consult", "consult")],
    ["a model's move and one that undoes it", round("investigate", "choose")],
  ])("of %s ends with a person", (_what, taken) => {
    expect(look(taken)).toEqual(["hand-over"]);
  });

  it.each([
    ["looking again, each time after a wait that is over", round("investigate", "investigate")],
    ["waiting for a turn", round("investigate", "propose")],
  ])("is not %s", (_what, taken) => {
    const none = situation({ finding: null }, { taken });
    expect(legalMoves(none)).toEqual(["investigate"]);
  });
});

describe("a hand-over in words", () => {
  const handover = { sentence: "s", evidence: [], tried: [], nextSteps: [] };
  const handed = { status: "needs-person" as const, handover, dueAt: LATER };
  const told = { ...handed, handover: { ...handover, explanation: [] } };

  it.each<[string, Partial<Incident>, Partial<Situation>, string[]]>([
    ["is asked for at once", handed, { taken: ["investigating/hand-over"] }, ["explain"]],
    ["is asked for after an expired question", handed, { taken: ["needs-person/look-after"] }, ["explain"]],
    ["is asked for once in a run", handed, { taken: ["needs-person/explain"] }, []],
    ["keeps nobody from looking after it", told, { taken: ["needs-person/explain"] }, ["look-after"]],
    ["is asked for once for each hand-over", told, { taken: [] }, ["look-after"]],
    ["is not asked for without a model", handed, { taken: [], hasModel: false }, ["look-after"]],
    ["is not asked for over the budget", handed, { taken: [], isOverBudget: true }, []],
    ["waits for the hand-over itself", { ...handed, handover: null }, { taken: [] }, ["look-after"]],
  ])("%s", (_what, incident, more, moves) => {
    expect(legalMoves(situation(incident, { hasModel: true, ...more }))).toEqual(moves);
  });
});
