import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "rolldown/utils";
import { describe, expect, test } from "vitest";
import { canDouble } from "./expressions/doubling.ts";

const ROOT = join(import.meta.dirname, "../..");

interface Expression {
  where: string;
  pattern: string;
  flags: string;
}

/** Every literal of the source, and what modules build from pieces when they are loaded. */
async function expressions(): Promise<Expression[]> {
  const files = globSync("src/**/*.ts", { cwd: ROOT }).sort();
  const literals = files.flatMap((where) => {
    const found: Expression[] = [];
    collect(parseSync(where, readFileSync(join(ROOT, where), "utf8")).program, (one) =>
      found.push({ where, ...one }),
    );
    return found;
  });
  return [...literals, ...(await built())];
}

function collect(node: unknown, take: (regex: { pattern: string; flags: string }) => void): void {
  if (typeof node !== "object" || node === null) return;
  if ("regex" in node) take(node.regex as { pattern: string; flags: string });
  else for (const child of Object.values(node)) collect(child, take);
}

async function built(): Promise<Expression[]> {
  const Plain = globalThis.RegExp;
  const found: Expression[] = [];
  globalThis.RegExp = class extends Plain {
    constructor(pattern: string | RegExp, flags?: string) {
      super(pattern, flags);
      found.push({ where: "built at load", pattern: this.source, flags: this.flags });
    }
  } as RegExpConstructor;
  try {
    await import("../../src/core/redact.ts");
    await import("../../src/diagnosis/logs/hosts-in.ts");
  } finally {
    globalThis.RegExp = Plain;
  }
  return found;
}

describe("what an attacker sends can make no expression take 2^n steps", async () => {
  const all = await expressions();

  test("there are expressions, of both kinds", () => {
    expect(all.length).toBeGreaterThan(300);
    expect(all.filter(({ where }) => where === "built at load").length).toBeGreaterThan(10);
  });

  test("none doubles its ways with each repetition of a text", () => {
    const bad = all.filter(({ pattern, flags }) => canDouble(pattern, flags));
    expect(bad.map(({ where, pattern }) => `${where}: /${pattern}/`)).toEqual([]);
  });
});

test.each([
  ["(a+)+$", true],
  ["(a*)*b", true],
  ["(a|a)*b", true],
  ["(a|aa)+$", true],
  ["(\\s*x\\s*)*$", true],
  ["([a-z]+)*\\d", true],
  ["(\\w+\\s?)*$", true],
  ["^(?=(x+x+)+y)", true],
  ["(.*,)*x", true],
  ["(a{1,3}){2,}b", true],
  ["(a+b)+$", false],
  ["^(\\w+\\s)*$", false],
  ["(a|b)*c", false],
  ["(a?b)*$", false],
  ["\\d+\\.?\\d*", false],
  ['[^"]*"(?:\\\\.|[^"\\\\])*"', false],
  ["([a-z0-9]+(?:[._-]+[a-z0-9]+)*)", false],
  ["(a{1,3}b)*", false],
])("/%s/ doubles: %s", (pattern, expected) => {
  expect(canDouble(pattern, "")).toBe(expected);
});
