import { sql } from "kysely";
import { given } from "../core/given.ts";
import type { Incident } from "../domain/incident.ts";
import type { IncidentTransaction } from "../incidents/incident-store.ts";
import type { DecisionMoment, DecisionRequest, DecisionResult } from "./decisions.ts";
import { handover } from "./handover.ts";
import { attemptsOf } from "./ledger/attempt-rows.ts";
import { giveBackTurns } from "./ledger/turns.ts";
import { pause } from "./pauses.ts";
import { commandsOf } from "./planning/next-steps.ts";

/** How long an incident that was taken over absorbs its symptoms at least, where nothing else says so. */
const QUIET_SECONDS = 60;

/** A person goes on with it, knowing all that is known. The cluster is not asked: the answer must come at once. */
export async function decideTakeOver(
  tx: IncidentTransaction,
  request: DecisionRequest,
  at: DecisionMoment,
): Promise<DecisionResult> {
  const { incident } = tx;
  if (incident.status === "closed") return { result: "closed" };
  if (["applying", "verifying", "rolling-back"].includes(incident.status)) return { result: "under-way" };
  const { by, door, comment } = request;
  const reason = `taken over by ${by}${comment === "" ? "" : `: ${comment}`}`;
  const text = handover({
    incident,
    why: reason,
    affected: incident.handover?.affected ?? [],
    attempts: await attemptsOf(tx.db, incident.id),
    nextSteps: incident.handover?.nextSteps ?? (incident.plan === null ? [] : commandsOf(incident.plan)),
  });
  const quietAt = new Date(at.now.getTime() + (at.quietSeconds ?? QUIET_SECONDS) * 1000);
  await giveBackTurns(tx.db, incident.id);
  await overtakeRun(tx);
  const input = inputOf(incident, request);
  await tx.advance(
    { type: "taken-over", by, reason, handover: text, quietAt },
    { text: `${reason} (through the ${door})`, input, output: { handover: text } },
  );
  return { result: "taken-over" };
}

/** Nothing new is changed on what is ill and on what is at fault; what is under way there is brought to its end. */
export async function decidePause(
  tx: IncidentTransaction,
  request: DecisionRequest,
  at: DecisionMoment & { until: Date },
): Promise<DecisionResult> {
  const { incident } = tx;
  if (incident.status === "closed") return { result: "closed" };
  const { by, door, comment } = request;
  const objects = [
    incident.subject,
    ...(incident.workload === null ? [] : [incident.workload]),
    ...(incident.finding === null ? [] : [incident.finding.object]),
    ...(incident.plan?.actions ?? []).map(({ target }) => target),
  ];
  const { until } = at;
  await pause(tx.db, { cluster: incident.cluster, objects, until, by, at: at.now });
  if (incident.status === "investigating" || incident.status === "awaiting-approval") await overtakeRun(tx);
  const reason = `${by} paused it until ${until.toISOString()}${comment === "" ? "" : `: ${comment}`}`;
  const input = inputOf(incident, request);
  await tx.advance(
    { type: "paused", by, reason, until },
    { text: `${reason} (through the ${door})`, input, output: { until, objects } },
  );
  return { result: "paused", until };
}

/** What the audit keeps of who said it, and of what was there to decide on. */
function inputOf({ plan, status }: Incident, { door, by, person, comment }: DecisionRequest) {
  return { planDigest: plan?.digest ?? null, status, door, by, ...given("person", person), comment };
}

/** A run that is under way started from what no longer holds: none of its effects may happen any more. */
export async function overtakeRun(tx: IncidentTransaction): Promise<void> {
  await tx.db
    .updateTable("incidents")
    .set({ epoch: sql<number>`epoch + 1` })
    .where("id", "=", tx.incident.id)
    .execute();
}
