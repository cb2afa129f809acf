import type { Kysely, Selectable, Transaction } from "kysely";
import type { AttemptTable, Tables } from "../../database/tables.ts";
import type { Attempt } from "../../domain/attempt.ts";
import { storedJson, storedText } from "../../incidents/stored-json.ts";

/** More than a Deployment keeps revisions of by default, several times over. */
const MOST_FAILED = 50;

export async function readAttempt(db: Kysely<Tables>, id: string): Promise<Attempt | undefined> {
  const row = await db.selectFrom("attempts").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : attemptOf(row);
}

/** Oldest first. */
export async function attemptsOf(db: Kysely<Tables>, incidentId: string): Promise<Attempt[]> {
  const rows = await db
    .selectFrom("attempts")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .orderBy("number")
    .execute();
  return rows.map(attemptOf);
}

/** Attempts on an object that were put back, of any incident, newest first; the oldest are cut. */
export async function failedAttemptsOn(db: Kysely<Tables>, targetKey: string): Promise<Attempt[]> {
  const rows = await db
    .selectFrom("attempts")
    .selectAll()
    .where("target_key", "=", targetKey)
    .where("result", "in", ["rolled-back", "rollback-failed"])
    .orderBy("started_at", "desc")
    .limit(MOST_FAILED)
    .execute();
  return rows.map(attemptOf);
}

export async function insertAttempt(
  tx: Transaction<Tables>,
  attempt: Attempt,
  targetKey: string,
): Promise<void> {
  await tx
    .insertInto("attempts")
    .values({
      id: attempt.id,
      incident_id: attempt.incidentId,
      number: attempt.number,
      target_key: targetKey,
      plan_digest: attempt.planDigest,
      plan: storedJson(attempt.plan),
      pre_image: storedJson(attempt.preImage),
      before: storedJson(attempt.before),
      steps: storedJson(attempt.steps),
      applied_generation: attempt.appliedGeneration,
      verification: storedJson(attempt.verification),
      previous_run_seconds: attempt.previousRunSeconds,
      failure: attempt.failure === null ? null : storedText(attempt.failure),
      result: attempt.result,
      proof: attempt.proof,
      started_at: attempt.startedAt,
      applied_at: attempt.appliedAt,
      ended_at: attempt.endedAt,
    })
    .execute();
}

export type AttemptChange = Partial<
  Pick<
    Attempt,
    "steps" | "appliedGeneration" | "verification" | "failure" | "result" | "proof" | "appliedAt" | "endedAt"
  >
>;

export async function updateAttempt(
  tx: Transaction<Tables>,
  id: string,
  change: AttemptChange,
): Promise<void> {
  await tx
    .updateTable("attempts")
    .set({
      ...(change.steps === undefined ? {} : { steps: storedJson(change.steps) }),
      ...(change.appliedGeneration === undefined ? {} : { applied_generation: change.appliedGeneration }),
      ...(change.verification === undefined ? {} : { verification: storedJson(change.verification) }),
      ...(change.failure === undefined
        ? {}
        : { failure: change.failure === null ? null : storedText(change.failure) }),
      ...(change.result === undefined ? {} : { result: change.result }),
      ...(change.proof === undefined ? {} : { proof: change.proof }),
      ...(change.appliedAt === undefined ? {} : { applied_at: change.appliedAt }),
      ...(change.endedAt === undefined ? {} : { ended_at: change.endedAt }),
    })
    .where("id", "=", id)
    .execute();
}

function attemptOf(row: Selectable<AttemptTable>): Attempt {
  return {
    id: row.id,
    incidentId: row.incident_id,
    number: row.number,
    planDigest: row.plan_digest,
    plan: row.plan,
    preImage: row.pre_image,
    before: row.before,
    steps: row.steps,
    // A bigint column comes back as text.
    appliedGeneration: row.applied_generation === null ? null : Number(row.applied_generation),
    verification: row.verification,
    previousRunSeconds: row.previous_run_seconds,
    failure: row.failure,
    result: row.result,
    proof: row.proof,
    startedAt: row.started_at,
    appliedAt: row.applied_at,
    endedAt: row.ended_at,
  };
}
