import { redact } from "../core/redact.ts";
import { isAsked } from "../incidents/experience/question.ts";
import type { IncidentTransaction } from "../incidents/incident-store.ts";
import type { DecisionMoment, DecisionRequest, DecisionResult } from "./decisions.ts";
import { overtakeRun } from "./hands-off.ts";
import { recordAnswer } from "./ledger/record-outcome.ts";
import { giveBackTurns } from "./ledger/turns.ts";

/** What people say is kept short: it is shown again on later cards. */
export const MOST_SAID_CHARS = 500;
/** Hints after these are more than one problem. */
export const MOST_HINTS = 10;

/** What it was, by the person who knows. Once an incident; it teaches, and moves nothing. */
export async function decideAnswer(
  tx: IncidentTransaction,
  request: DecisionRequest,
  { now }: DecisionMoment,
): Promise<DecisionResult> {
  const { incident } = tx;
  if (!isAsked(incident)) return { result: "not-asked" };
  const { by, door, cause = null } = request;
  const text = saidOf(request.comment);
  if (cause === null && text === "") return { result: "nothing-said" };
  const row = { incident_id: incident.id, cause, text, by, door, at: now };
  const kept = await tx.db
    .insertInto("incident_answers")
    .values(row)
    .onConflict((conflict) => conflict.column("incident_id").doNothing())
    .returning("incident_id")
    .executeTakeFirst();
  if (kept === undefined) return { result: "answered-already" };
  if (cause !== null && cause !== incident.cause) await recordAnswer(tx.db, { incident, at: now });
  const words = [cause, text].filter((one) => one !== null && one !== "").join(": ");
  await tx.advance(
    { type: "answered", by, reason: words },
    { text: `${by} said what it was: ${words}`, input: { door, by, cause, text }, output: { cause } },
  );
  return { result: "answered" };
}

/** A person's lead: the incident is investigated again with it as evidence. It allows nothing. */
export async function decideHint(
  tx: IncidentTransaction,
  request: DecisionRequest,
  { now }: DecisionMoment,
): Promise<DecisionResult> {
  const { incident } = tx;
  if (incident.status === "closed") return { result: "closed" };
  if (["applying", "verifying", "rolling-back"].includes(incident.status)) return { result: "under-way" };
  const { by, door } = request;
  const text = saidOf(request.comment);
  if (text === "") return { result: "nothing-said" };
  const { count } = await tx.db
    .selectFrom("incident_hints")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("incident_id", "=", incident.id)
    .executeTakeFirstOrThrow();
  const number = Number(count) + 1;
  if (number > MOST_HINTS) return { result: "too-many-hints" };
  await tx.db
    .insertInto("incident_hints")
    .values({ incident_id: incident.id, number, text, by, door, at: now })
    .execute();
  await giveBackTurns(tx.db, incident.id);
  await overtakeRun(tx);
  await tx.advance(
    { type: "hinted", by, reason: text },
    { text: `${by} gave a hint: ${text}`, input: { door, by, text }, output: { number } },
  );
  return { result: "hinted" };
}

/** Untrusted, however well we know the person: no secrets, nothing invisible, one line, bounded. */
export function saidOf(comment: string): string {
  return redact(comment.slice(0, 4 * MOST_SAID_CHARS))
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, MOST_SAID_CHARS)
    .toWellFormed();
}
