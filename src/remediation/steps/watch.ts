import type { Attempt } from "../../domain/attempt.ts";
import type { Incident } from "../../domain/incident.ts";
import { watchStorm } from "../breakers/watch-storm.ts";
import { attemptsOf, updateAttempt } from "../ledger/attempt-rows.ts";
import { recordOutcome } from "../ledger/record-outcome.ts";
import { commandsOf } from "../planning/next-steps.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { lookAtWish } from "../undo/look-at-wish.ts";
import { prove } from "../verify/prove.ts";
import { readProof } from "../verify/read-proof.ts";
import { otherTrouble, recurrence } from "../verify/recurrence.ts";
import { countAttempt } from "./count-attempt.ts";
import { handOver } from "./hand-over.ts";
import { judgeWhatWasObserved } from "./judge-what-was-observed.ts";
import { type CalmLook, keepCalm, lookForCalm } from "./look-for-calm.ts";
import { after, lastAttempt, mainAction, quietSeconds, readIncident } from "./run-context.ts";

/** How often a provisional proof is looked at until it is full. */
const PROVISIONAL_SECONDS = 60;

/** How often the pods of an incident that a person has are looked at while they are ill. */
const LOOK_SECONDS = 60;

/** What happens to an incident that nobody works on: it recurs, its watch ends, or it has been quiet for long enough. */
export async function watch(deps: RemediationDeps, run: Run): Promise<void> {
  const incident = await readIncident(deps, run.claim.incidentId);
  if (incident.status === "needs-person" && incident.cause === "many-fail-together")
    return watchStorm(deps, run, incident);
  if (incident.status === "needs-person" && incident.handover === null)
    return tellWhatExpired(deps, run, incident);
  if (incident.status === "needs-person") return quietOrWait(deps, run, incident, "quiet");
  if (incident.status !== "closed")
    throw new Error(`incident ${incident.id} is ${incident.status}: not watched`);
  if (incident.outcome === "fixed" && (await lookAtWish(deps, run, incident))) return;
  if (incident.outcome === "fixed") return watchFix(deps, run, incident);
  if (incident.outcome === "observed") await judgeWhatWasObserved(deps, run, incident);
  return quietOrWait(deps, run, incident, "watch-ended");
}

/** An approval that expired left the incident with a person who knows nothing yet. */
async function tellWhatExpired(deps: RemediationDeps, run: Run, incident: Incident): Promise<void> {
  await handOver(deps, run, {
    incident,
    sentence: "nobody decided on the proposed change in time",
    attempts: await attemptsOf(deps.db, incident.id),
    nextSteps: incident.plan === null ? [] : commandsOf(incident.plan),
    input: { planDigest: incident.plan?.digest ?? null },
  });
}

async function quietOrWait(
  deps: RemediationDeps,
  run: Run,
  incident: Incident,
  type: "quiet" | "watch-ended",
): Promise<void> {
  const soakSeconds = quietSeconds(deps, incident);
  const target = incident.finding?.object ?? incident.subject;
  const look = await lookForCalm(deps, run, { target, purpose: type });
  await deps.store.withClaim("close.commit", run.claim, async (tx) => {
    const now = look.at;
    const quietAt = later(after(tx.incident.lastSymptomAt, soakSeconds), calmAt(look, { soakSeconds, now }));
    const input = { lastSymptomAt: tx.incident.lastSymptomAt, quietAt, look };
    await keepCalm(tx, look.calm);
    if (now < quietAt) {
      const reason = "its symptoms go on";
      await tx.advance({ type: "waiting", until: quietAt, reason }, { text: reason, input, output: {} });
      return;
    }
    const text = "no symptom for one soak";
    await tx.advance({ type }, { text, input, output: { type } });
  });
}

/** When the pods will have been calm for one soak; in the past where there are none to look at. Pure. */
function calmAt(look: CalmLook, { soakSeconds, now }: { soakSeconds: number; now: Date }): Date {
  const hasNothing = look.state?.health === null && look.state.desiredReplicas === 0;
  if (look.state === undefined || hasNothing) return new Date(0);
  return look.calm === null ? after(now, LOOK_SECONDS) : after(new Date(look.calm.since), soakSeconds);
}

const later = (a: Date, b: Date) => (a > b ? a : b);

async function watchFix(deps: RemediationDeps, run: Run, incident: Incident): Promise<void> {
  const attempt = await lastAttempt(deps, incident.id);
  const now = deps.clock.now();
  const isOver = incident.watchUntil === null || now >= incident.watchUntil;
  if (attempt === undefined || attempt.result !== "verified") return watchFixThrough(deps, run);
  const seen = await readProof(deps, attempt, run.signal);
  const found = seen === undefined ? undefined : recurrence(attempt, seen);
  if (found !== undefined) return recur(deps, run, { incident, attempt, ...found });
  const hasSymptom = incident.closedAt !== null && incident.lastSymptomAt > incident.closedAt;
  const trouble = hasSymptom && seen !== undefined ? otherTrouble(attempt, seen.state) : undefined;
  if (trouble !== undefined) return reopen(deps, run, { incident, attempt, trouble });
  if (isOver) return endWatch(deps, run, incident);
  const isProvisional = attempt.proof === "provisional" && mainAction(attempt.plan).proof.kind === "next-job";
  const again =
    isProvisional && seen !== undefined
      ? prove({ attempt, target: seen.target, state: seen.state, now, settings: deps.settings })
      : undefined;
  const isProven = again?.kind === "held" && again.proof === "full";
  await deps.store.withClaim("close.commit", run.claim, async (tx) => {
    if (isProven) {
      await updateAttempt(tx.db, attempt.id, { proof: "full" });
      await recordOutcome(tx.db, { incident, attempt, result: "verified", proof: "full", at: now });
    }
    const soon = after(now, PROVISIONAL_SECONDS);
    const end = incident.watchUntil ?? now;
    const until = isProvisional && !isProven && soon < end ? soon : end;
    const reason = isProven ? "the next Job has completed: the proof is full" : "the fix is watched";
    await tx.advance(
      { type: "waiting", until, reason },
      { text: reason, input: { attemptId: attempt.id }, output: { until } },
    );
  });
}

/**
 * What was fixed through another incident has no attempt of its own to look at. The closed incident has absorbed its new
 * symptom, so nobody else looks: it is looked into anew, which also tells what the symptom is worth.
 */
async function watchFixThrough(deps: RemediationDeps, run: Run): Promise<void> {
  await deps.store.withClaim("close.commit", run.claim, async (tx) => {
    const { closedAt, lastSymptomAt, watchUntil } = tx.incident;
    const input = { closedAt, lastSymptomAt, watchUntil };
    if (closedAt !== null && lastSymptomAt > closedAt) {
      const reason = "it was fixed through another incident, and there is a symptom again";
      await tx.advance({ type: "recurred", reason }, { text: reason, input, output: { result: "reopened" } });
    } else if (watchUntil === null || deps.clock.now() >= watchUntil)
      await tx.advance({ type: "watch-ended" }, { text: "the watch is over", input, output: {} });
    else {
      const reason = "the fix is watched";
      await tx.advance({ type: "waiting", until: watchUntil, reason }, { text: reason, input, output: {} });
    }
  });
}

/** The attempt held and stays verified; what is wrong now is looked at anew, with the same bounds and ledger. */
async function reopen(
  deps: RemediationDeps,
  run: Run,
  { incident, attempt, trouble }: { incident: Incident; attempt: Attempt; trouble: string },
): Promise<void> {
  const reason = `attempt ${attempt.number} held, but the workload is ill again: ${trouble}`;
  await deps.store.withClaim("close.commit", run.claim, async (tx) => {
    const input = { attemptId: attempt.id, lastSymptomAt: incident.lastSymptomAt, trouble };
    await tx.advance({ type: "recurred", reason }, { text: reason, input, output: { result: "reopened" } });
  });
}

async function endWatch(deps: RemediationDeps, run: Run, incident: Incident): Promise<void> {
  await deps.store.withClaim("close.commit", run.claim, async (tx) => {
    await tx.advance(
      { type: "watch-ended" },
      { text: "the watch is over", input: { watchUntil: incident.watchUntil }, output: {} },
    );
  });
}

async function recur(
  deps: RemediationDeps,
  run: Run,
  given: { incident: Incident; attempt: Attempt; reason: string; ranSeconds: number | null },
): Promise<void> {
  const { incident, attempt, reason, ranSeconds } = given;
  const now = deps.clock.now();
  const text = `attempt ${attempt.number} did not last: ${reason}`;
  await deps.store.withClaim("close.commit", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, {
      result: "recurred",
      failure: reason,
      verification: { ...attempt.verification, failedRunSeconds: ranSeconds, lastReason: reason },
    });
    await recordOutcome(tx.db, { incident, attempt, result: "recurred", at: now });
    await tx.advance(
      { type: "recurred", reason: text },
      { text, input: { attemptId: attempt.id, reason }, output: { result: "recurred" } },
    );
  });
  countAttempt(deps, attempt, "recurred");
}
