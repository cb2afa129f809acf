import { afterAll, describe, expect, test } from "vitest";
import { NONE } from "../../src/sandbox/containment.ts";
import { openSandbox } from "./sandbox-room.ts";

const { runner, counted } = openSandbox();
afterAll(() => runner.close());

const SLOW_MACHINE_MS = 180_000;
const run = (code: string, limits: { timeoutMs?: number; outputBytes?: number } = {}) =>
  runner.run({
    code,
    input: { numbers: [1, 2, 3] },
    outputSchema: {},
    limits: { timeoutMs: 30_000, ...limits },
  });

describe("a program's end", () => {
  test.concurrent.each([
    {
      name: "what it returns",
      code: "def main(data): return {'sum': sum(data['numbers'])}",
      outcome: { kind: "result", value: { sum: 6 } },
    },
    {
      name: "what it prints is no result",
      code: "import sys\ndef main(data):\n  print('O1' * 1000)\n  sys.stdout.flush()\n  return 2",
      outcome: { kind: "result", value: 2 },
    },
    {
      name: "Python's own words, cleaned, without what looks like a secret, with the line",
      code: "def main(data):\n  x = 1\n  raise ValueError('\\x1b[31mno\\u202e password=hunter2')",
      outcome: { kind: "failure", failure: "error", message: "ValueError: no password=[redacted] (line 3)" },
    },
    {
      name: "a program that cannot be read",
      code: "def main(data)\n  return 1",
      outcome: {
        kind: "failure",
        failure: "error",
        message: expect.stringMatching(/^SyntaxError: .*\(line 1\)$/),
      },
    },
    {
      name: "a program without main",
      code: "x = 1",
      outcome: { kind: "failure", failure: "error", message: "The program defines no main(data)" },
    },
    {
      name: "memory",
      code: "def main(data):\n  held = []\n  while True: held.append(bytearray(10_000_000))",
      outcome: { kind: "failure", failure: "memory", message: expect.any(String) },
    },
    {
      name: "a stack without end",
      code: "import sys\ndef main(data):\n  sys.setrecursionlimit(10**9)\n  def deeper(n): return deeper(n + 1)\n  return deeper(0)",
      outcome: {
        kind: "failure",
        failure: expect.stringMatching(/^(memory|error)$/),
        message: expect.any(String),
      },
    },
  ])("$name", { timeout: SLOW_MACHINE_MS }, async ({ code, outcome }) => {
    expect(await run(code)).toEqual(outcome);
  });

  test("no end within its time", { timeout: SLOW_MACHINE_MS }, async () => {
    const code =
      "def main(data):\n  while True:\n    try:\n      while True: pass\n    except BaseException: pass";
    expect(await run(code, { timeoutMs: 300 })).toMatchObject({ kind: "failure", failure: "timeout" });
    expect(await counted("timeout")).toBe(1);
  });

  test("more output than it may make", { timeout: SLOW_MACHINE_MS }, async () => {
    const outcome = await run("def main(data): return 'x' * 2000", { outputBytes: 1000 });
    expect(outcome).toMatchObject({ kind: "failure", failure: "output-too-large" });
  });
});

test("a program runs also where the platform adds nothing", { timeout: SLOW_MACHINE_MS }, async () => {
  const bare = openSandbox({ containment: NONE, spareMs: 0 });
  const outcome = await bare.runner.run({
    code: "def main(data): return data",
    input: "as it came",
    outputSchema: { type: "string" },
  });
  expect(outcome).toEqual({ kind: "result", value: "as it came" });
  expect(await bare.counted("ok")).toBe(1);
  await bare.runner.close();
});

test("whoever stops asking before the interpreter stands leaves nothing behind that fails", async () => {
  const unheard: unknown[] = [];
  const hear = (reason: unknown) => unheard.push(reason);
  process.on("unhandledRejection", hear);
  const cold = openSandbox({ spareMs: 0 }).runner;
  const asking = new AbortController();
  const program = { code: "def main(data): return 1", input: 1, outputSchema: {} };
  const outcome = cold.run(program, asking.signal);
  asking.abort(new Error("the run was overtaken"));
  expect(await outcome).toMatchObject({ kind: "failure", failure: "unavailable" });
  await cold.close();
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", hear);
  expect(unheard).toEqual([]);
});

test("whoever stops asking is answered at once", { timeout: SLOW_MACHINE_MS }, async () => {
  const asking = new AbortController();
  const outcome = runner.run(
    {
      code: "def main(data):\n  while True: pass",
      input: 1,
      outputSchema: {},
      limits: { timeoutMs: 100_000 },
    },
    asking.signal,
  );
  asking.abort(new Error("the run was overtaken"));
  expect(await outcome).toEqual({
    kind: "failure",
    failure: "unavailable",
    message: "the run was overtaken",
  });
});
