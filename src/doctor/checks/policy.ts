import { readFile } from "node:fs/promises";
import { configuredBots } from "../../notify/configured-notifiers.ts";
import { PolicyError } from "../../remediation/policy/file/policy-error.ts";
import { loadPolicyFile } from "../../remediation/policy/load-policy.ts";
import { type Check, failure, ok, type Seen } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

/** What is wrong in a file is told in the words of `kube-autofix policy check`, up to these many. */
const MOST_PROBLEMS = 10;

export function policyCheck({ config }: Pick<DoctorDeps, "config">): Check {
  return {
    name: "policy",
    needs: ["configuration"],
    async run() {
      const { file } = config.policy;
      if (file === undefined)
        return [ok("no file is set: the defaults of each action decide, and AUTONOMY caps them")];
      const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => error);
      if (typeof text !== "string")
        return [
          failure(
            `${file} cannot be read (${text.code})`,
            "mount it, make it readable, or correct POLICY_FILE",
          ),
        ];
      try {
        const { rules } = loadPolicyFile(text, { bots: configuredBots(config) });
        return [ok(`${file} can be used; it has ${rules.length} rules`)];
      } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        return error.problems
          .slice(0, MOST_PROBLEMS)
          .map(
            ({ line, column, problem, remedy }): Seen =>
              failure(`${file}:${line}:${column}: ${problem}`, remedy),
          );
      }
    },
  };
}
