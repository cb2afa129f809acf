import { readFile } from "node:fs/promises";
import { PolicyError, type PolicyProblem } from "../../remediation/policy/file/policy-error.ts";
import { loadPolicyFile } from "../../remediation/policy/load-policy.ts";
import type { Policy } from "../../remediation/policy/policy.ts";

/** "policy.yaml:5:11: what is wrong (what to do)", as editors and CI systems find their way to. */
export function problemAt(path: string, { line, column, problem, remedy }: PolicyProblem): string {
  return `${path}:${line}:${column}: ${problem}\n    ${remedy}\n`;
}

/** The policy of a file; what is wrong with it is written out, and then there is none. */
export async function readPolicy(path: string, out: NodeJS.WritableStream): Promise<Policy | undefined> {
  const text = await readFile(path, "utf8");
  try {
    return loadPolicyFile(text);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    for (const problem of error.problems) out.write(problemAt(path, problem));
    return undefined;
  }
}
