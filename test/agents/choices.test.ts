import { describe, expect, it } from "vitest";
import { choosable, sinceLastLook } from "../../src/agents/asking/choose-move.ts";
import type { Finding } from "../../src/domain/finding.ts";
import type { Repair } from "../../src/domain/repair.ts";
import { valueLike, withValue } from "../../src/remediation/offers.ts";

const target = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web", uid: "u" };
const scale: Repair = {
  type: "SetScale",
  target,
  isExclusive: false,
  parameters: { from: 2, to: 6, basis: "" },
};
const offered = { cause: "unknown" as const, sentence: "", repair: scale, bounds: { least: 3, most: 6 } };

describe("a number that a model fills in", () => {
  it.each([
    [4, 4],
    [1_000_000, 6],
    [-5, 3],
    [4.4, 4],
  ])("%d becomes %d, within what code worked out", (value, to) => {
    expect(withValue(offered, value)).toMatchObject({ parameters: { from: 2, to } });
  });

  it("changes nothing where the repair has no such number", () => {
    expect(withValue({ ...offered, bounds: null }, 4)).toBe(scale);
  });
});

describe("the moves that a model may choose from", () => {
  const finding: Finding = {
    cause: "scaled-to-zero",
    object: target,
    confidence: 0.7,
    sentence: "",
    evidence: [],
    ruledOut: [],
    memory: null,
    rollback: null,
    repair: scale,
    advice: [],
  };
  it.each<[string, Partial<Finding> | null, boolean]>([
    ["a repair that the rules found", {}, false],
    ["a repair that a model found", { foundBy: "model" }, true],
    ["a finding without a repair", { repair: null }, true],
    ["no finding", null, true],
  ])("with %s", (_, change, mayHandOver) => {
    const incident = { finding: change && { ...finding, ...change } };
    const open = choosable(incident, ["choose", "propose", "hand-over"]);
    expect(open).toEqual(mayHandOver ? ["choose", "propose", "hand-over"] : ["choose", "propose"]);
  });
});

it.each([
  [[], []],
  [["a/look"], ["a/look"]],
  [
    [
      "investigating/investigate",
      "investigating/consult",
      "investigating/investigate",
      "investigating/choose",
    ],
    ["investigating/investigate", "investigating/choose"],
  ],
])("of the moves %j a model is told %j", (taken, told) => {
  expect(sinceLastLook(taken)).toEqual(told);
});

it.each([
  [30, 60, 60],
  [30, "60", 60],
  [30, "evil.example/rootkit:1", undefined],
  [30, "", undefined],
  [30, "1e999", undefined],
  ["json", 60, "60"],
  ["json", "", ""],
])("where %j stands, %j that was said is the value %j", (present, said, value) => {
  expect(valueLike(present, said)).toBe(value);
});
