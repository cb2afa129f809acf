import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { timesThere } from "../support/altered-copy.ts";
import { RAILS } from "./rails.ts";
import { endOf } from "./without-rail.ts";

const [RAIL] = RAILS;
if (RAIL === undefined) throw new Error("there are no rails");

describe("each rail", () => {
  it.each(RAILS)("$name stands in the source once, and its test is there", async ({ edits, test }) => {
    expect(await Promise.all(edits.map(timesThere))).toEqual(edits.map(() => 1));
    expect(edits).not.toHaveLength(0);
    const source = await readFile(join(import.meta.dirname, "../..", test.file), "utf8");
    // A name that a table's row makes up stands there in its parts.
    for (const part of test.name.split(/: | (?=https:)/)) expect(source).toContain(part);
  });
});

describe("a test without its rail", () => {
  const report = (status: string, failureMessages: string[] = [], message = "") => ({
    testResults: [{ message, assertionResults: status === "" ? [] : [{ status, failureMessages }] }],
  });

  it.each([
    [
      "fails on what the rail holds back",
      report("failed", [`AssertionError: expected [ '${RAIL.says}' ]`]),
      "missed",
    ],
    ["passes", report("passed"), "not-missed"],
    ["runs out of time", report("failed", ["Error: Test timed out in 60000ms."]), "otherwise"],
    ["fails on something else", report("failed", ["AssertionError: expected 1 to be 2"]), "otherwise"],
    ["cannot be loaded", report("", [], "Cannot find module"), "otherwise"],
    ["is left out", report("skipped"), "otherwise"],
  ])("that %s", (_what, given, kind) => {
    expect(endOf(RAIL, given).kind).toBe(kind);
  });
});
