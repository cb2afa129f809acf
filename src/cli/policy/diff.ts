import { parseArgs } from "node:util";
import { createClock } from "../../core/clock.ts";
import { compareDecision } from "../../remediation/policy/records/compare-decision.ts";
import { type DecisionRow, readDecisions } from "../../remediation/policy/records/read-decisions.ts";
import { withDatabase } from "../audit/with-database.ts";
import { readPolicy } from "./read-policy.ts";
import { daysBefore } from "./since.ts";
import { tableLines } from "./table-lines.ts";
import type { PolicyVerb } from "./verb.ts";

export const diffVerb: PolicyVerb = {
  usage: `kube-autofix policy diff OLD NEW [--days 30] [-o json]

Decides past incidents again by two policy files, from what was recorded when they were decided, and says which verdicts
would change, or what else would be asked of people. Reads the database alone.

Exit code: 0 none would change · 1 some would, or a file cannot be used · 2 it could not be found out.
`,
  async run(args, { env, out, err }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        days: { type: "string", default: "30" },
        output: { type: "string", short: "o", default: "table" },
      },
    });
    const [oldPath, newPath, ...more] = positionals;
    const isUnderstood = ["table", "json"].includes(values.output) && more.length === 0;
    if (oldPath === undefined || newPath === undefined || !isUnderstood) {
      err.write(diffVerb.usage);
      return 2;
    }
    const since = daysBefore(values.days, createClock().now());
    const older = await readPolicy(oldPath, err);
    const newer = await readPolicy(newPath, err);
    if (older === undefined || newer === undefined) return 1;
    const { changed, total } = await withDatabase({ env, err }, async (db) => {
      const rows: ReturnType<typeof rowOf>[] = [];
      let count = 0;
      for await (const decision of readDecisions(db, { since })) {
        count += 1;
        const compared = compareDecision(decision.record, { older, newer });
        if (compared.isChanged) rows.push(rowOf(decision, compared));
      }
      return { changed: rows, total: count };
    });
    if (values.output === "json") out.write(`${JSON.stringify({ decisions: total, changed }, null, 2)}\n`);
    else {
      const cells = changed.map(({ at, object, action, old: was, new: will, incident }) => [
        at.slice(0, 16).replace("T", " "),
        object,
        action,
        `${was.sense} (${was.rule})`,
        `${will.sense} (${will.rule})`,
        incident,
      ]);
      for (const line of tableLines([["AT", "OBJECT", "ACTION", "OLD", "NEW", "INCIDENT"], ...cells]))
        out.write(`${line}\n`);
      out.write(`${changed.length} of ${total} decisions would change\n`);
    }
    return changed.length === 0 ? 0 : 1;
  },
};

function rowOf(decision: DecisionRow, { older, newer }: ReturnType<typeof compareDecision>) {
  const [action] = decision.record.draft.actions;
  const { kind = "", namespace = "", name = "" } = action?.target ?? {};
  return {
    incident: decision.incidentId,
    at: decision.at.toISOString(),
    object: [kind, namespace, name].filter((part) => part !== "").join("/"),
    action: decision.record.draft.actions.map(({ type }) => type).join(", "),
    old: older,
    new: newer,
  };
}
