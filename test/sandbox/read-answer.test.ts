import { describe, expect, test } from "vitest";
import type { JsonShape } from "../../src/sandbox/json-shape.ts";
import { readAnswer } from "../../src/sandbox/read-answer.ts";

const NUMBERS: JsonShape = {
  type: "object",
  properties: { numbers: { type: "array", items: { type: "integer", minimum: 0 }, maxItems: 3 } },
  required: ["numbers"],
  additionalProperties: false,
};

describe("a child's answer", () => {
  test("is taken where it fits the shape", () => {
    expect(readAnswer('O{"numbers": [1, 2]}', NUMBERS)).toEqual({
      kind: "result",
      value: { numbers: [1, 2] },
    });
  });

  test.each<{ name: string; line: string; shape?: JsonShape }>([
    { name: "no JSON", line: "O{" },
    { name: "JSON that no standard knows", line: "ONaN" },
    { name: "a missing property", line: "O{}" },
    { name: "an undeclared property", line: 'O{"numbers":[],"more":1}' },
    { name: "a property that every object inherits", line: 'O{"numbers":[],"toString":1}' },
    { name: "another type", line: 'O{"numbers":["1"]}' },
    { name: "a number that is no integer", line: 'O{"numbers":[1.5]}' },
    { name: "a number under its least", line: 'O{"numbers":[-1]}' },
    { name: "a list that is too long", line: 'O{"numbers":[1,1,1,1]}' },
    { name: "a way to the prototype", line: 'O{"__proto__":{"isAdmin":true}}', shape: {} },
    {
      name: "a way to the prototype deep within",
      line: 'O[[{"a":{"constructor":{"prototype":{}}}}]]',
      shape: {},
    },
    {
      name: "a depth that a recursion falls over",
      line: `O${"[".repeat(5000)}${"]".repeat(5000)}`,
      shape: {},
    },
    { name: "a shape that is none", line: "O1", shape: { pattern: "(a+)+$" } as JsonShape },
    {
      name: "no alternative that fits",
      line: "O1",
      shape: { anyOf: [{ type: "string" }, { type: "null" }] },
    },
    { name: "a word that is not in the list", line: 'O"d"', shape: { enum: ["a", "b"] } },
  ])("is refused: $name", ({ line, shape = NUMBERS }) => {
    expect(readAnswer(line, shape)).toMatchObject({ kind: "failure", failure: "invalid-output" });
  });

  test.each(["", "?", "forged"])("that is none is a failure: %j", (line) => {
    expect(readAnswer(line, {})).toMatchObject({ kind: "failure", failure: "error" });
  });

  test("pollutes nothing", () => {
    readAnswer('O{"__proto__":{"polluted":1}}', {});
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

test("a check of alternatives within alternatives ends soon", () => {
  const nested = (depth: number): JsonShape =>
    depth === 0 ? { type: "string" } : { anyOf: Array.from({ length: 10 }, () => nested(depth - 1)) };
  // The same object ten times over: small to write down, ten to the ninth to try.
  const wide = (depth: number): JsonShape => {
    if (depth === 0) return { type: "string" };
    const inner = wide(depth - 1);
    return { anyOf: Array.from({ length: 10 }, () => inner) };
  };
  expect(readAnswer("O1", nested(2))).toMatchObject({ failure: "invalid-output" });
  expect(readAnswer("O1", wide(4))).toMatchObject({ failure: "invalid-output" });
});
