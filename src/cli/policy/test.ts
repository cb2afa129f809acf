import { readFile } from "node:fs/promises";
import { type CaseResult, runCases } from "../../remediation/policy/cases/run-cases.ts";
import { doubtsOf } from "../../remediation/policy/file/doubts.ts";
import { PolicyError } from "../../remediation/policy/file/policy-error.ts";
import type { Policy } from "../../remediation/policy/policy.ts";
import { problemAt, readPolicy } from "./read-policy.ts";
import type { PolicyVerb } from "./verb.ts";

export const testVerb: PolicyVerb = {
  usage: `kube-autofix policy test FILE CASES

Decides each case of a file by the policy, and says which are not decided as they expect, with the rules that were asked.
A rule that no case reaches is named. docs/policy.md shows how cases are written.

Exit code: 0 every case holds · 1 one does not, or a file cannot be used · 2 a file could not be read.
`,
  async run(args, { out, err }) {
    const [path, casesPath, ...more] = args;
    if (path === undefined || casesPath === undefined || more.length > 0) {
      err.write(testVerb.usage);
      return 2;
    }
    const policy = await readPolicy(path, out);
    const results =
      policy && readResults(policy, { path: casesPath, text: await readFile(casesPath, "utf8") }, out);
    if (policy === undefined || results === undefined) return 1;
    for (const doubt of doubtsOf(policy)) out.write(`${path}: note: ${doubt}\n`);
    for (const { name, line, faults, asked } of results) {
      out.write(faults.length === 0 ? `ok    ${name}\n` : `FAIL  ${name} (${casesPath}:${line})\n`);
      for (const fault of faults) out.write(`      ${fault}\n`);
      if (faults.length > 0 && asked !== "") out.write(`      asked: ${asked}\n`);
    }
    const reached = new Set(results.flatMap(({ matched }) => matched));
    const unreached = policy.rules.filter(({ name }) => !reached.has(name));
    if (unreached.length > 0) out.write(`no case reaches ${unreached.map(({ name }) => name).join(", ")}\n`);
    const failed = results.filter(({ faults }) => faults.length > 0).length;
    out.write(`${results.length - failed} of ${results.length} cases hold\n`);
    return failed === 0 ? 0 : 1;
  },
};

function readResults(
  policy: Policy,
  { path, text }: { path: string; text: string },
  out: NodeJS.WritableStream,
): CaseResult[] | undefined {
  try {
    return runCases(policy, text);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    for (const problem of error.problems) out.write(problemAt(path, problem));
    return undefined;
  }
}
