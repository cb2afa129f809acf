import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../database/tables.ts";
import { readObserved } from "../../../incidents/experience/observed-report.ts";
import type { Policy } from "../policy.ts";
import { type DecisionRow, readDecisions } from "../records/read-decisions.ts";
import { type Decided, type PolicyReview, reviewPolicy } from "./review.ts";

/** What the rules decided between two instants, and how that ended. */
export async function readReview(
  db: Kysely<Tables>,
  { policy, since, until }: { policy: Pick<Policy, "rules">; since: Date; until: Date },
): Promise<PolicyReview> {
  const [approvals, results, observed] = await Promise.all([
    approvalStates(db, since),
    attemptResults(db, since),
    observedEnds(db, since),
  ]);
  const decided: Decided[] = [];
  for await (const row of readDecisions(db, { since })) {
    // What a person wanted back says nothing of the rules for repairs; the repair itself counts as undone.
    if (row.record.draft.undoes !== undefined) continue;
    const key = `${row.incidentId} ${row.planDigest}`;
    const result = results.get(key) ?? null;
    decided.push({
      ...ofTrace(row),
      incidentId: row.incidentId,
      verdict: row.verdict.verdict,
      rule: row.verdict.rule,
      approval: approvals.get(key) ?? null,
      result: (isUntried(result) ? observed.get(row.incidentId) : undefined) ?? result,
    });
  }
  return reviewPolicy(decided, { rules: policy.rules, since, until });
}

const isUntried = (result: string | null) => result === null || result === "dry-run";

/** By incident, what became of the fault that nothing was done about. */
async function observedEnds(db: Kysely<Tables>, since: Date): Promise<Map<string, string>> {
  const all = await readObserved(db, since);
  return new Map(all.map(({ incidentId, end }) => [incidentId, `observed-${end}`]));
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
    .select(["id", "incident_id", "plan_digest", "result"])
    .select(sql<string | null>`plan->'undoes'->>'attemptId'`.as("undoes"))
    .where("started_at", ">=", since)
    .where("result", "is not", null)
    .orderBy("started_at")
    .execute();
  const undone = new Set(rows.flatMap(({ result, undoes }) => (result === "verified" ? (undoes ?? []) : [])));
  return new Map(
    rows.map((row) => [
      `${row.incident_id} ${row.plan_digest}`,
      undone.has(row.id) ? "undone" : (row.result ?? ""),
    ]),
  );
}
