import { describe, expect, test } from "vitest";
import { type Check, failure, ok, type Seen, warning } from "../../src/doctor/check.ts";
import { chooseChecks } from "../../src/doctor/choose-checks.ts";
import { overallOf } from "../../src/doctor/overall.ts";
import { type CheckLine, runChecks } from "../../src/doctor/run-checks.ts";

const check = (name: string, seen: readonly Seen[] | Error, needs: readonly string[] = []): Check => ({
  name,
  needs,
  run: async () => {
    if (seen instanceof Error) throw seen;
    return seen;
  },
});

async function linesOf(checks: readonly Check[], options: { boundMs?: number; secret?: string } = {}) {
  const { boundMs = 60_000, secret = "hunter2-of-the-test" } = options;
  const lines: CheckLine[] = [];
  const run = runChecks(checks, {
    boundMs: () => boundMs,
    hide: (text) => text.replaceAll(secret, "[redacted]"),
    signal: new AbortController().signal,
  });
  for await (const more of run) lines.push(...more);
  return lines;
}

describe("checks that run", () => {
  test("are told in the order of the list, a line for each thing seen", async () => {
    const slow: Check = {
      name: "slow",
      needs: [],
      run: async () => {
        for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        return [ok("late"), warning("odd", "mend it")];
      },
    };
    expect(await linesOf([slow, check("quick", [ok("soon")])])).toEqual([
      { name: "slow", status: "ok", detail: "late", remedy: null },
      { name: "slow", status: "warning", detail: "odd", remedy: "mend it" },
      { name: "quick", status: "ok", detail: "soon", remedy: null },
    ]);
  });

  test("say nothing where what they need fails, and go on where it only warns", async () => {
    const lines = await linesOf([
      check("broken", [failure("it is down", "start it")]),
      check("odd", [warning("it is old", "renew it")]),
      check("of-broken", [ok("never said")], ["broken"]),
      check("of-skipped", [ok("never said")], ["of-broken"]),
      check("of-odd", [ok("said")], ["odd"]),
    ]);
    expect(lines.map(({ name, status }) => [name, status])).toEqual([
      ["broken", "failure"],
      ["odd", "warning"],
      ["of-broken", "skipped"],
      ["of-skipped", "skipped"],
      ["of-odd", "ok"],
    ]);
    expect(lines[2]?.detail).toContain("broken");
  });

  test("fail with the message of what they throw", async () => {
    const [line] = await linesOf([check("thrower", new Error("no such thing"))]);
    expect(line).toMatchObject({ status: "failure", detail: "no such thing" });
  });

  test("fail when they give no answer in time", async () => {
    const never: Check = { name: "never", needs: [], run: () => new Promise(() => {}) };
    const [line] = await linesOf([never], { boundMs: 20 });
    expect(line).toMatchObject({ status: "failure", detail: expect.stringContaining("no answer") });
  });

  test("show no secret, wherever it stands", async () => {
    const secret = "hunter2-of-the-test";
    const lines = await linesOf([
      check("detail", [failure(`refused: ${secret}`, `do not send ${secret}`)]),
      check("thrown", new Error(`cannot use ${secret}`)),
    ]);
    expect(JSON.stringify(lines)).not.toContain(secret);
    expect(lines[0]).toMatchObject({ detail: "refused: [redacted]", remedy: "do not send [redacted]" });
  });
});

describe("what is asked for", () => {
  const list = [check("a", []), check("b", [], ["a"]), check("c", [], ["b"]), check("d", [])];
  test("a check by name comes with all that it needs", () => {
    expect(chooseChecks(list, ["c"]).map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(chooseChecks(list, [])).toHaveLength(4);
  });
  test("a name that is none is told with those that there are", () => {
    expect(() => chooseChecks(list, ["e"])).toThrow("there is no check e: there are a, b, c, d");
  });
});

test.each([
  [[ok("")], false, 0],
  [[ok(""), warning("", "")], false, 0],
  [[warning("", "")], true, 1],
  [[ok(""), failure("", "")], false, 1],
] as const)("exit code: %j, strict %j: %i", (seen, isStrict, exitCode) => {
  const lines = seen.map((one) => ({ name: "x", ...one }));
  expect(overallOf(lines, { isStrict }).exitCode).toBe(exitCode);
});
