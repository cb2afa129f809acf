import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "./support/run-cli.ts";

const EXAMPLE = fileURLToPath(new URL("../../docs/examples/policy.yaml", import.meta.url));
const CASES = EXAMPLE.replace(".yaml", ".cases.yaml");
const HEAD = "apiVersion: kube-autofix.io/v1\nkind: Policy\n";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const policy = (...args: string[]) => runCli(["policy", ...args], {});

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test("the documented example can be used, its cases hold, and they reach every rule of it", async () => {
  expect(await policy("check", EXAMPLE)).toMatchObject({
    code: 0,
    out: expect.stringContaining("it can be used: 13 rules, 2 notify rules, 4 windows"),
  });
  const { code, out } = await policy("test", EXAMPLE, CASES);
  expect(out).not.toContain("FAIL");
  expect(out).not.toContain("no case reaches");
  expect(out).toMatch(/(\d+) of \1 cases hold/);
  expect(code).toBe(0);
});

test("check names file, line and column of each problem, and what to write instead", async () => {
  const path = await file(
    "bad.yaml",
    `${HEAD}rules:\n  - {name: a, when: 'worklaod.kind == "Job"', verdict: auto, reason: so}\n`,
  );
  const { code, out } = await policy("check", path);
  expect(code).toBe(1);
  expect(out).toBe(
    `${path}:4:22: rule a: there is no fact worklaod\n    did you mean workload? the facts are signal, finding, subject, workload, namespace, action, risk, history, cluster, windows, now\n`,
  );
});

test("check notes what is never asked", async () => {
  const rules =
    "rules:\n  - {name: all, when: true, verdict: auto, reason: so}\n  - {name: late, when: 'risk.level == \"high\"', verdict: deny, reason: so}\n";
  const { code, out } = await policy("check", await file("all.yaml", HEAD + rules));
  expect(code).toBe(0);
  expect(out).toContain("note: rule late is never asked: all before it takes everything");
});

test("test shows what a case expected, what came, why, and which rules were asked", async () => {
  const cases = await file(
    "cases.yaml",
    "cases:\n  - name: a raise waits\n    expect: {verdict: approve, rule: other}\n",
  );
  const { code, out } = await policy("test", EXAMPLE, cases);
  expect(code).toBe(1);
  expect(out).toContain(`FAIL  a raise waits (${cases}:2)`);
  expect(out).toContain("verdict: auto, expected approve");
  expect(out).toContain("rule: small-raises-of-memory, expected other");
  expect(out).toContain("because: A raise to at most twice as much");
  expect(out).toContain("small-raises-of-memory matched");
  expect(out).toContain("0 of 1 cases hold");
});

test.each([
  ["a fact with a slip", "given: {workload: {knd: Job}}", "did you mean kind?"],
  ["an action that there is not", "given: {action: {type: SetMemory}}", "did you mean SetMemoryLimit?"],
  ["a time without a zone", 'given: {now: "2026-12-24T12:00:00"}', "write it like 2026-12-24T18:00:00+01:00"],
])("cases with %s are refused with line and remedy", async (_name, given, remedy) => {
  const cases = await file("cases.yaml", `cases:\n  - name: a\n    ${given}\n    expect: {verdict: auto}\n`);
  const { code, out } = await policy("test", EXAMPLE, cases);
  expect(code).toBe(1);
  expect(out).toContain(`${cases}:3:`);
  expect(out).toContain(remedy);
});

test("a parameter that the action does not have fails its case", async () => {
  const cases = await file(
    "cases.yaml",
    "cases:\n  - name: a\n    given: {action: {type: SetScale, parameters: {replicas: 3}}}\n    expect: {verdict: auto}\n",
  );
  const { code, out } = await policy("test", EXAMPLE, cases);
  expect(code).toBe(1);
  expect(out).toContain("SetScale has no parameter replicas");
});

test("what is not understood, or cannot be read, is no answer", async () => {
  expect(await policy("frobnicate")).toMatchObject({
    code: 2,
    err: expect.stringContaining("policy check FILE"),
  });
  expect(await policy("check", join(folder, "none.yaml"))).toMatchObject({ code: 2, out: "" });
  expect((await policy("test", EXAMPLE)).code).toBe(2);
});

test("the schema is printed for editors", async () => {
  const { code, out } = await policy("schema");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ title: "Policy of kube-autofix", type: "object" });
});
