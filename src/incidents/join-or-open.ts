import { OperationError } from "../core/errors.ts";
import type { Incident } from "../domain/incident.ts";
import { describeRef, type ObjectRef } from "../domain/object-ref.ts";
import { rankOf, SEVERITIES, worstOf } from "../domain/severity.ts";
import type { Symptom } from "../domain/symptom.ts";
import { type Candidate, candidatesFor, chooseIncident, fitOf } from "./choose-incident.ts";
import type { CorrelateDeps } from "./correlate-deps.ts";
import type { IncidentTransaction } from "./incident-store.ts";
import { joinSignals, lockPending, type PendingSignal, refuseSignals } from "./pending-signals.ts";
import { lockSubject } from "./settle-identity.ts";

/** Signals of one subject, found. */
export interface SubjectSignals {
  cluster: string;
  subject: ObjectRef;
  workload: ObjectRef | null;
  /** What the look-up has to say to people, such as that the pod is gone; "" for nothing. */
  note: string;
  signals: PendingSignal[];
}

/** How often a decision is made again because another worker changed what it rested on. */
const MAX_ROUNDS = 5;

/** Joins the signals to the incident that answers for them, or opens one; symptom by symptom. Returns how many were settled. */
export async function joinOrOpen(
  deps: CorrelateDeps,
  group: SubjectSignals,
  signal: AbortSignal,
): Promise<number> {
  let settled = 0;
  for (const [symptom, signals] of Map.groupBy(group.signals, (one) => one.symptom)) {
    settled += await settleSymptom(deps, { ...group, signals }, symptom, signal);
  }
  return settled;
}

async function settleSymptom(
  deps: CorrelateDeps,
  group: SubjectSignals,
  symptom: Symptom,
  signal: AbortSignal,
): Promise<number> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const now = deps.clock.now();
    const chosen = chooseIncident(await candidatesFor(deps.db, group, now), symptom, now);
    const settled =
      chosen === undefined
        ? await openUnlessOff(deps, group, symptom, signal)
        : await join(deps, chosen, group.signals, symptom);
    if (settled !== "changed") return settled;
  }
  throw new OperationError(
    `incidents of ${describeRef(group.subject)} keep changing: the signals come again`,
    {
      reason: "conflict",
      retryable: true,
    },
  );
}

async function join(
  deps: CorrelateDeps,
  chosen: Candidate,
  signals: PendingSignal[],
  symptom: Symptom,
): Promise<number | "changed"> {
  return deps.store.withLock("correlate.commit", chosen.incident.id, async (tx) => {
    const now = deps.clock.now();
    const { incident } = tx;
    const fit = fitOf({ ...chosen, incident }, symptom, now);
    if (fit === undefined) return "changed";
    const pending = await lockPending(tx.db, signals);
    const first = pending[0];
    if (first === undefined) return 0;
    await joinSignals(tx.db, incident.id, pending, now);
    raiseSeverity(tx, pending);
    const quietAt = new Date(now.getTime() + deps.quietSeconds * 1000);
    await tx.advance(
      { type: "symptom", summary: incident.summary, quietAt },
      {
        text: `${countOf(pending)}: ${first.detail}`,
        input: { fit, status: incident.status, cause: incident.cause, signals: pending.map(auditedSignal) },
        output: { incidentId: incident.id },
      },
    );
    return pending.length;
  });
}

/** Before the event that wakes the incident, so that its job goes where the incident goes now. */
function raiseSeverity(tx: IncidentTransaction, signals: readonly PendingSignal[]): void {
  const severity = worstOf(signals.map((one) => one.severity));
  const lower = SEVERITIES.slice(rankOf(severity) + 1);
  if (lower.length === 0) return;
  tx.send(
    tx.db
      .updateTable("incidents")
      .set({ severity })
      .where("id", "=", tx.incident.id)
      .where("severity", "in", lower)
      .execute(),
  );
}

async function openUnlessOff(
  deps: CorrelateDeps,
  group: SubjectSignals,
  symptom: Symptom,
  signal: AbortSignal,
): Promise<number | "changed"> {
  const cap = await deps.autonomyOf?.(group.subject, signal);
  if (cap?.autonomy === "off") {
    const refused = await deps.effects.run("correlate.commit", () =>
      deps.db
        .transaction()
        .execute((trx) => refuseSignals(trx, group.signals, `autonomy is off: ${cap.reason}`)),
    );
    return refused.length;
  }
  return open(deps, group, symptom);
}

function open(deps: CorrelateDeps, group: SubjectSignals, symptom: Symptom): Promise<number | "changed"> {
  return deps.store.opening("correlate.commit", async (tx) => {
    const now = deps.clock.now();
    // Another replica may have opened one since; with the lock, what is read here stays true until the commit.
    const [, candidates, pending] = await Promise.all([
      lockSubject(tx.db, group),
      candidatesFor(tx.db, group, now),
      lockPending(tx.db, group.signals),
    ]);
    if (chooseIncident(candidates, symptom, now) !== undefined) return "changed";
    const first = pending[0];
    if (first === undefined) return 0;
    const { cluster, subject, workload, note } = group;
    const seenAt = new Date(Math.min(...pending.map(({ at }) => at.getTime())));
    const incident = await tx.open(
      {
        cluster,
        subject,
        workload,
        summary: summaryOf(group, first),
        source: first.source,
        seenAt,
        severity: worstOf(pending.map(({ severity }) => severity)),
      },
      {
        text: [`opened: ${first.detail}`, ...(note === "" ? [] : [note])].join("; "),
        input: { cluster, subject, workload, note, signals: pending.map(auditedSignal) },
        output: { opened: true },
      },
    );
    if (incident === undefined) return "changed";
    await joinSignals(tx.db, incident.id, pending, now);
    return pending.length;
  });
}

function summaryOf({ subject, note }: SubjectSignals, first: PendingSignal): Incident["summary"] {
  const summary = `${describeRef(subject)}: ${first.detail}`;
  return note === "" ? summary : `${summary} (${note})`;
}

const countOf = (signals: PendingSignal[]) =>
  signals.length === 1 ? "a symptom" : `${signals.length} symptoms`;

const auditedSignal = ({ id, source, symptom, detail, at }: PendingSignal) => ({
  id,
  source,
  symptom,
  detail,
  at,
});
