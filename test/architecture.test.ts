import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { RULES } from "./architecture/planted.ts";
import { importsOf, readSources } from "./architecture/sources.ts";

const sources = readSources(fileURLToPath(new URL("..", import.meta.url)));

test("the sources and their imports are found", () => {
  expect(sources.map(({ path }) => path)).toContain("src/core/clock.ts");
  const targets = sources.filter(({ path }) => path === "src/core/retry.ts").flatMap(importsOf);
  expect(targets.map(({ target }) => target)).toEqual(["src/core/clock.ts", "src/core/errors.ts"]);
});

describe.each(RULES)("$name", ({ rule, violations, allowed }) => {
  test("holds in this project", () => {
    expect(rule(sources)).toEqual([]);
  });

  test.each(violations.map((planted) => ({ planted })))("a violation is found: $planted.0", ({ planted }) => {
    expect(rule(planted)).not.toEqual([]);
  });

  test("what is allowed is not taken for one", () => {
    for (const planted of allowed) expect(rule(planted)).toEqual([]);
  });
});
