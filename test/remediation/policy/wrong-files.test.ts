import { expect, test } from "vitest";
import { loadPolicyFile, PolicyError } from "../../../src/remediation/policy/load-policy.ts";
import { WRONG_FILES } from "./data/wrong-files.ts";

const HEAD = "apiVersion: kube-autofix.io/v1\nkind: Policy\n";

function errorOf(text: string): PolicyError {
  try {
    loadPolicyFile(HEAD + text);
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

test.each(WRONG_FILES)("$name: said with line, column and remedy", ({ text, at, problem, remedy }) => {
  const error = errorOf(text);
  expect(error.problem).toContain(problem);
  expect(error.remedy).toContain(remedy);
  expect([error.line, error.column]).toEqual(at);
  expect(error.problems).toHaveLength(1);
});

test("all that is wrong is said at once, in the order of the file", () => {
  const error = errorOf(`rules:
  - {name: b, when: 'history.attemps > 1', verdict: auto, reason: so, notify: nobody}
  - {name: b, when: 'risk.levl == "low"', verdict: auto, reason: so}
`);
  expect(error.problems.map(({ line, problem }) => [line, problem])).toEqual([
    [4, expect.stringContaining("no field attemps")],
    [4, expect.stringContaining("no notify rule nobody")],
    [5, expect.stringContaining("two rules of the name b")],
    [5, expect.stringContaining("no field levl")],
  ]);
  expect(error.message).toContain("line 5, column");
});
