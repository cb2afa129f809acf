import { sql } from "kysely";
import type { Attempt } from "../../domain/attempt.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import { type Stop, stopSentence } from "../../domain/stop.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import { templateDigest } from "../../kubernetes/kubernetes-object.ts";
import type { Target } from "../facts/read-target.ts";
import { pauseOf, pauseReason } from "../pauses.ts";
import { calmAfter } from "../planning/attempt-history.ts";
import { marksOf } from "../rails/marks.ts";
import { pauseMark } from "../rails/pause-until.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { readStop } from "../stop/stop-rows.ts";
import { after } from "./run-context.ts";

const LOOK_AGAIN_SECONDS = 5;

/** A mark may be taken away at any time, and nobody tells us. */
const MARK_SECONDS = 30;

/** Whoever resumes wakes all that waits; this is for a word that was lost. */
const STOP_SECONDS = 300;

export async function waitForResume(tx: IncidentTransaction, stop: Stop, now: Date): Promise<void> {
  const reason = stopSentence(stop);
  const until = after(now, STOP_SECONDS);
  await tx.advance({ type: "waiting", until, reason }, { text: reason, input: { stop }, output: { until } });
}

/** What a person paused is planned when the pause is over, not handed over. */
export async function waitsForPause(
  deps: RemediationDeps,
  run: Run,
  { incident, target }: { incident: Incident; target: Target },
): Promise<boolean> {
  const objects = [incident.subject, ...(incident.finding === null ? [] : [incident.finding.object])];
  const { cluster } = incident;
  const read = (db: RemediationDeps["db"], now: Date) =>
    Promise.all([readStop(db), pauseOf(db, { cluster, objects, now })]);
  const markNow = () => pauseMark(target.namespace, marksOf(target.object), deps.clock.now());
  // Mostly nobody paused anything, and so there is nothing to lock.
  const [stopNow, pauseNow] = await read(deps.db, deps.clock.now());
  if (stopNow === undefined && pauseNow === undefined && markNow()?.until == null) return false;
  return deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    const now = deps.clock.now();
    const [stop, pause] = await read(tx.db, now);
    if (stop !== undefined) {
      await waitForResume(tx, stop, now);
      return true;
    }
    const marked = pauseMark(target.namespace, marksOf(target.object), now);
    // Without an end there is nothing to wait for: a person must hear of it.
    if (pause === undefined && marked?.until == null) return false;
    const soon = after(now, MARK_SECONDS);
    const markEnd = marked?.until == null || marked.until > soon ? soon : marked.until;
    const until = pause?.until ?? markEnd;
    const reason = pause === undefined ? (marked?.reason ?? "") : pauseReason(pause);
    await tx.advance(
      { type: "waiting", until, reason },
      { text: reason, input: { objects }, output: { until } },
    );
    return true;
  });
}

/** An attempt that met another object than it was made for is not begun anew while that may go on. */
export async function waitsForCalm(
  deps: RemediationDeps,
  run: Run,
  attempts: readonly Attempt[],
): Promise<boolean> {
  const until = calmAfter(attempts);
  if (until === undefined || deps.clock.now() >= until) return false;
  const reason = "what would be changed was changed only just now";
  await deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    const last = attempts.at(-1);
    await tx.advance(
      { type: "waiting", until, reason },
      { text: reason, input: { attemptId: last?.id, endedAt: last?.endedAt }, output: { until } },
    );
  });
  return true;
}

/** A repair that was found may rest on what no look will see in the object itself: then a person gets it. */
const MOST_LOOKS = 3;

/** What would be changed was changed meanwhile, by somebody else or by an incident of the same workload: what is so now is found anew. */
export async function looksAgainAt(
  deps: RemediationDeps,
  run: Run,
  { finding, outdated }: { finding: Finding; outdated: string },
): Promise<boolean> {
  const reason = `what would be changed is not as it was found: ${outdated}`;
  return deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    const { looks } = await tx.db
      .selectFrom("audit")
      .select(({ fn }) => fn.countAll<string>().as("looks"))
      .where("incident_id", "=", tx.incident.id)
      .where("kind", "=", "waiting")
      .where(sql<boolean>`output @> '{"isOutdated": true}'`)
      .executeTakeFirstOrThrow();
    if (Number(looks) >= MOST_LOOKS) return false;
    const until = after(deps.clock.now(), LOOK_AGAIN_SECONDS);
    await tx.advance(
      { type: "waiting", until, reason },
      { text: reason, input: { finding }, output: { until, isOutdated: true } },
    );
    return true;
  });
}

/** What was found to fail is not there any more: to undo what came after it would undo the repair of its author. */
export async function looksAgain(
  deps: RemediationDeps,
  run: Run,
  { finding, target }: { finding: Finding; target: Target },
): Promise<boolean> {
  const found = finding.rollback?.fromTemplate;
  const now = templateDigest(target.object);
  if (found === undefined || found === now) return false;
  const reason = "its pod template was changed while it was looked at";
  const until = after(deps.clock.now(), LOOK_AGAIN_SECONDS);
  await deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    await tx.advance(
      { type: "waiting", until, reason },
      { text: reason, input: { found, now }, output: { until } },
    );
  });
  return true;
}
