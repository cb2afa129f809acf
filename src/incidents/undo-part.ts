import type { Incident } from "../domain/incident.ts";
import { isUndoable } from "../domain/main-action.ts";
import type { Notification } from "../domain/notification.ts";
import type { Database } from "./incident-row.ts";

/** The fix that a person may ask to be undone; null where there is none, or somebody has asked already. */
export async function undoPart(db: Database, incident: Incident): Promise<Notification["undo"]> {
  if (incident.status !== "closed" || incident.outcome !== "fixed") return null;
  const attempts = await db
    .selectFrom("attempts")
    .select(["id", "plan", "plan_digest", "result"])
    .where("incident_id", "=", incident.id)
    .orderBy("number", "desc")
    .execute();
  const isUndone = attempts.some(({ plan, result }) => plan.undoes !== undefined && result === "verified");
  const last = attempts.find(({ plan }) => plan.undoes === undefined);
  if (isUndone || last?.result !== "verified" || !isUndoable(last.plan)) return null;
  const asked = await db
    .selectFrom("undo_requests")
    .select("attempt_id")
    .where("attempt_id", "=", last.id)
    .executeTakeFirst();
  return asked === undefined ? { digest: last.plan_digest } : null;
}
