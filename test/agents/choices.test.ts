import { describe, expect, it } from "vitest";
import type { Repair } from "../../src/domain/repair.ts";
import { withValue } from "../../src/remediation/offers.ts";

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
