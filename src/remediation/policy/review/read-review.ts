import type { Kysely } from "kysely";
import type { Tables } from "../../../database/tables.ts";
import type { Policy } from "../policy.ts";
import { type DecisionRow, readDecisions } from "../records/read-decisions.ts";
import { type Decided, type PolicyReview, reviewPolicy } from "./review.ts";

/** What the rules decided between two instants, and how that ended. */
export async function readReview(
  db: Kysely<Tables>,
  { policy, since, until }: { policy: Pick<Policy, "rules">; since: Date; until: Date },
): Promise<PolicyReview> {
  const [approvals, results] = await Promise.all([approvalStates(db, since), attemptResults(db, since)]);
  const decided: Decided[] = [];
  for await (const row of readDecisions(db, { since })) {
    const key = `${row.incidentId} ${row.planDigest}`;
    decided.push({
      ...ofTrace(row),
      incidentId: row.incidentId,
      verdict: row.verdict.verdict,
      rule: row.verdict.rule,
      approval: approvals.get(key) ?? null,
      result: results.get(key) ?? null,
    });
  }
  return reviewPolicy(decided, { rules: policy.rules, since, until });
}

function ofTrace({ trace }: DecisionRow): Pick<Decided, "matched" | "broken"> {
  const asked = (trace?.actions ?? []).flatMap((action) => action.asked);
  return {
    matched: asked.flatMap(({ rule, said }) => (said === "matched" ? rule : [])),
    broken: asked.flatMap(({ rule, said }) => (said === "matched" || said === "no" ? [] : rule)),
  };
}

async function approvalStates(db: Kysely<Tables>, since: Date): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom("approvals")
    .select(["incident_id", "plan_digest", "state"])
    .where("created_at", ">=", since)
    .orderBy("created_at")
    .execute();
  return new Map(rows.map((row) => [`${row.incident_id} ${row.plan_digest}`, row.state]));
}

async function attemptResults(db: Kysely<Tables>, since: Date): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom("attempts")
    .select(["incident_id", "plan_digest", "result"])
    .where("started_at", ">=", since)
    .where("result", "is not", null)
    .orderBy("started_at")
    .execute();
  return new Map(rows.map((row) => [`${row.incident_id} ${row.plan_digest}`, row.result ?? ""]));
}
