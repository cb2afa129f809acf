import { sql } from "kysely";
import { digestOf } from "../core/json.ts";
import type { Cause } from "../domain/cause.ts";
import type { Incident } from "../domain/incident.ts";
import { isLegal } from "../domain/transition.ts";
import { type Database, incidentOfRow, ofSubject } from "./incident-row.ts";

/** What becomes of an incident that is about to take a cause. */
export type Identity =
  | { kind: "free" }
  /** This one is the younger: it ends, and its signals move. */
  | { kind: "merge-into"; older: Incident }
  /** The other one is the younger. */
  | { kind: "absorb"; younger: Incident }
  /** The other one is under way, or another worker has it: nothing may move now. */
  | { kind: "wait"; reason: string };

/**
 * Decides who keeps the identity (cluster, subject, cause), with the other row locked. Two workers that diagnose two
 * incidents of one subject are put in order by an advisory lock; the other row is locked only if it is free, because
 * each worker holds its own row already and waiting for each other would be a deadlock.
 */
export async function settleIdentity(db: Database, incident: Incident, cause: Cause): Promise<Identity> {
  // Both go out together; what the second reads is as it is behind the lock.
  const [, twin] = await Promise.all([
    lockSubject(db, incident),
    db
      .selectFrom("incidents")
      .select("id")
      .where((eb) => eb.and({ ...ofSubject(incident), cause }))
      .where("status", "<>", "closed")
      .where("id", "<>", incident.id)
      .executeTakeFirst(),
  ]);
  if (twin === undefined) return { kind: "free" };
  const row = await db
    .selectFrom("incidents")
    .selectAll()
    .where("id", "=", twin.id)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (row === undefined)
    return { kind: "wait", reason: `incident ${twin.id} of the same cause is being worked on` };
  const other = incidentOfRow(row);
  if (other.status === "closed") return { kind: "free" };
  if (!isLegal(other.status, "merged")) {
    return { kind: "wait", reason: `incident ${other.id} of the same cause has an attempt under way` };
  }
  return isOlder(other, incident) ? { kind: "merge-into", older: other } : { kind: "absorb", younger: other };
}

function isOlder(a: Incident, b: Incident): boolean {
  const difference = a.openedAt.getTime() - b.openedAt.getTime();
  return difference < 0 || (difference === 0 && a.id < b.id);
}

/** Puts in order who opens an incident of a subject and who gives one its cause; held until the transaction ends. */
export async function lockSubject(
  db: Database,
  incident: Pick<Incident, "cluster" | "subject">,
): Promise<void> {
  const key = BigInt.asIntN(64, BigInt(`0x${digestOf(ofSubject(incident)).slice(0, 16)}`));
  await sql`select pg_advisory_xact_lock(${key.toString()}::bigint)`.execute(db);
}

/** Signals, alerts, symptoms and what people hinted go from an incident that ends to the one that stays. */
export async function moveSignals(db: Database, from: string, to: string): Promise<void> {
  await db.updateTable("signals").set({ incident_id: to }).where("incident_id", "=", from).execute();
  // In the order in which a delivery locks them, so that the two cannot wait for each other.
  const alerts = await db
    .selectFrom("alerts")
    .select("id")
    .where("incident_id", "=", from)
    .orderBy("fingerprint")
    .orderBy("starts_at")
    .forUpdate()
    .execute();
  if (alerts.length > 0) {
    const ids = alerts.map(({ id }) => id);
    await db.updateTable("alerts").set({ incident_id: to }).where("id", "in", ids).execute();
  }
  await sql`
    insert into incident_symptoms (incident_id, symptom, last_at)
    select ${to}::uuid, symptom, last_at from incident_symptoms where incident_id = ${from}::uuid
    on conflict (incident_id, symptom) do update
      set last_at = greatest(incident_symptoms.last_at, excluded.last_at)`.execute(db);
  // Whoever gave a hint is to see what comes of it, whichever of the two goes on.
  await sql`
    insert into incident_hints (incident_id, number, text, by, door, at)
    select ${to}::uuid,
      number + (select coalesce(max(number), 0) from incident_hints where incident_id = ${to}::uuid), text, by, door, at
    from incident_hints where incident_id = ${from}::uuid`.execute(db);
}
