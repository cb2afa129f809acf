import { parseArgs } from "node:util";
import { readConfig } from "../../config/config.ts";
import { createClock } from "../../core/clock.ts";
import { emptyPolicy } from "../../remediation/policy/policy.ts";
import { readReview } from "../../remediation/policy/review/read-review.ts";
import { reviewLines } from "../../remediation/policy/review/review-lines.ts";
import { withDatabase } from "../audit/with-database.ts";
import { readPolicy } from "./read-policy.ts";
import { daysBefore } from "./since.ts";
import type { PolicyVerb } from "./verb.ts";

export const reviewVerb: PolicyVerb = {
  usage: `kube-autofix policy review [--days 30] [-o json]

Says of each rule what it decided and how that ended, which rules of POLICY_FILE took no decision, and what could be widened
or should be narrowed. Reads the database alone.

Exit code: 0 said · 1 the policy file cannot be used · 2 it could not be found out.
`,
  async run(args, { env, out, err }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        days: { type: "string", default: "30" },
        output: { type: "string", short: "o", default: "text" },
      },
    });
    if (positionals.length > 0 || !["text", "json"].includes(values.output)) {
      err.write(reviewVerb.usage);
      return 2;
    }
    const until = createClock().now();
    const since = daysBefore(values.days, until);
    const { file } = readConfig(env).policy;
    const policy = file === undefined ? emptyPolicy() : await readPolicy(file, err);
    if (policy === undefined) return 1;
    const review = await withDatabase({ env, err }, (db) => readReview(db, { policy, since, until }));
    if (values.output === "json") out.write(`${JSON.stringify(review, null, 2)}\n`);
    else for (const line of reviewLines(review)) out.write(`${line}\n`);
    return 0;
  },
};
