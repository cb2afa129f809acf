import { describe, expect, test } from "vitest";
import { declaredShape } from "../../src/sandbox/declared-shape.ts";
import { misfit } from "../../src/sandbox/misfit.ts";

const declared = (shape: object) => declaredShape(JSON.stringify(shape));
const count = { type: "object", properties: { n: { type: "integer", minimum: 0 } }, required: ["n"] };
const deep = (levels: number): object =>
  levels === 0 ? { type: "number" } : { type: "object", properties: { a: deep(levels - 1) } };

describe("the shape that a program declares", () => {
  test("allows what it names and nothing beside it", () => {
    const answer = declared(count);
    if (!("shape" in answer)) throw new Error(answer.problem);
    expect(misfit({ n: 3 }, answer.shape)).toBeUndefined();
    expect(misfit({ n: 3, more: "x" }, answer.shape)).toBe("$: more is not declared");
    expect(misfit({ n: -1 }, answer.shape)).toBe("$.n: is under 0");
    expect(misfit({}, answer.shape)).toBe("$: n is missing");
  });

  test.each<[string, string, string]>([
    ["no JSON", "{", "no JSON Schema"],
    ["a reference", '{"type":"object","properties":{"a":{"$ref":"#"}}}', "no JSON Schema"],
    ["a pattern", '{"type":"object","properties":{"a":{"type":"string","pattern":"(a+)+$"}}}', "no JSON"],
    ["a list", '{"type":"array","items":{"type":"number"}}', "must be an object"],
    ["an object of anything", '{"type":"object"}', "must be an object with properties"],
    ["a place of any type", '{"type":"object","properties":{"a":{}}}', "leaves a type open"],
    ["a list of anything", '{"type":"object","properties":{"a":{"type":"array"}}}', "leaves the items"],
    ["six levels", JSON.stringify(deep(5)), "deeper than 5"],
    [
      "a hundred places",
      JSON.stringify({
        type: "object",
        properties: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`p${at}`, { type: "null" }])),
      }),
      "more than 60 places",
    ],
  ])("is refused where it is %s", (_, text, problem) => {
    expect(declaredShape(text)).toEqual({ problem: expect.stringContaining(problem) });
  });

  test("may be five levels deep", () => {
    expect(declared(deep(4))).toHaveProperty("shape");
  });
});
