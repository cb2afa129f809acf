import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { Incident } from "../domain/incident.ts";
import { type Change, type Notification, notificationSchema } from "../domain/notification.ts";
import { incidentOfRow } from "./incident-row.ts";
import { notificationSnapshot } from "./notification-snapshot.ts";

/** What a card is to show of an incident as it is now, also where its last change was told of to nobody. */
export async function currentNotification(
  db: Kysely<Tables>,
  incidentId: string,
  now: Date,
): Promise<Notification | undefined> {
  const row = await db.selectFrom("incidents").selectAll().where("id", "=", incidentId).executeTakeFirst();
  if (row === undefined) return undefined;
  const incident = incidentOfRow(row);
  const newest = await db
    .selectFrom("outbox")
    .select("notification")
    .where("incident_id", "=", incidentId)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  const told = notificationSchema.safeParse(newest?.notification).data;
  const change = told !== undefined && saysTheSame(told, incident) ? told.change : changeOf(incident);
  const snapshot = await notificationSnapshot(db, {
    change,
    at: now,
    before: incident,
    after: incident,
    reason: "",
  });
  const routed = { ...snapshot, route: told?.route ?? null };
  return change === told?.change ? { ...routed, summary: told.summary, at: told.at } : routed;
}

function saysTheSame(told: Notification, incident: Incident): boolean {
  return told.status === incident.status && told.outcome === incident.outcome;
}

function changeOf({ status, outcome }: Incident): Change {
  switch (status) {
    case "investigating":
      return "opened";
    case "awaiting-approval":
      return "approval-needed";
    case "applying":
      return "approved";
    case "verifying":
      return "applied";
    case "rolling-back":
      return "rolling-back";
    case "needs-person":
      return "needs-person";
    case "closed":
      return outcome ?? "handed-over";
  }
}
