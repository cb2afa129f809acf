import { expect, it } from "vitest";
import type { Played } from "../scenarios/runner/play.ts";
import { coverageOf } from "./coverage.ts";

const played = (outcome: Played["outcome"], isRight: boolean, name = "x"): Played => ({
  name,
  family: "release",
  outcome,
  seconds: 1,
  tokens: 0,
  rightClass: isRight,
  rightCause: isRight,
  rightObject: isRight,
  wrongWrites: [],
  said: isRight ? [] : ["wanted something else"],
});

it.each<[string, Played, Played, "better" | "worse" | "equal"]>([
  ["right by a repair, where a person was right", played("person", true), played("proposed", true), "better"],
  ["right where it was not", played("person", false), played("person", true), "better"],
  ["right as before", played("repaired", true), played("repaired", true), "equal"],
  ["not right as before", played("repaired", false), played("repaired", false), "equal"],
  ["not right where it was", played("repaired", true), played("repaired", false), "worse"],
  [
    "not right in a repair, where a person was right",
    played("person", true),
    played("proposed", false),
    "worse",
  ],
  [
    "right, but with a wrong write",
    played("person", true),
    { ...played("person", true), wrongWrites: ["patch"] },
    "worse",
  ],
])("%s", (_what, without, withModel, verdict) => {
  const { better, worse } = coverageOf([without], [withModel]);
  expect([better.length, worse.length]).toEqual([Number(verdict === "better"), Number(verdict === "worse")]);
});

it("compares by name, whatever the order", () => {
  const without = [played("person", true, "a"), played("repaired", true, "b")];
  const withModel = [played("repaired", true, "b"), played("proposed", true, "a")];
  expect(coverageOf(without, withModel)).toMatchObject({ better: [{ name: "a" }], worse: [] });
});
