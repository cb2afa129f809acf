import { parseArgs } from "node:util";
import { explainDecision } from "../../remediation/policy/records/explain-decision.ts";
import { type DecisionRow, readDecisions } from "../../remediation/policy/records/read-decisions.ts";
import { withDatabase } from "../audit/with-database.ts";
import type { PolicyVerb } from "./verb.ts";

export const explainVerb: PolicyVerb = {
  usage: `kube-autofix policy explain INCIDENT [-o json]

Says rule by rule why the policy decided as it did, each time that it was asked about the incident, from what was recorded
then: the policy and the cluster as they are now play no part.

Exit code: 0 said · 2 there is no such decision, or it could not be found out.
`,
  async run(args, { env, out, err }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { output: { type: "string", short: "o", default: "text" } },
    });
    const [id, ...more] = positionals;
    if (id === undefined || more.length > 0 || !["text", "json"].includes(values.output)) {
      err.write(explainVerb.usage);
      return 2;
    }
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
      err.write(`${id} is no incident's id; the pages and GET /api/v1/incidents show it\n`);
      return 2;
    }
    const decisions = await withDatabase({ env, err }, async (db) => {
      const found: DecisionRow[] = [];
      for await (const decision of readDecisions(db, { incidentId: id })) found.push(decision);
      return found;
    });
    if (decisions.length === 0) {
      err.write(`the policy was not asked about incident ${id}\n`);
      return 2;
    }
    if (values.output === "json") {
      const rows = decisions.map(({ sequence, at, verdict, trace, record }) => ({
        sequence,
        at,
        verdict,
        trace,
        facts: record.facts,
      }));
      out.write(`${JSON.stringify(rows, null, 2)}\n`);
      return 0;
    }
    for (const decision of decisions) {
      out.write(`row ${decision.sequence}, ${decision.at.toISOString()}\n`);
      for (const line of explainDecision(decision)) out.write(`  ${line}\n`);
    }
    return 0;
  },
};
