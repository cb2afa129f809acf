import type { Attempt } from "../../domain/attempt.ts";
import type { Incident } from "../../domain/incident.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import { tryParseMemory } from "../../kubernetes/quantity.ts";
import { updateAttempt } from "../ledger/attempt-rows.ts";
import { fieldsOf, fieldText } from "../ledger/ledger-fields.ts";
import { recordOutcome } from "../ledger/record-outcome.ts";
import { readField } from "../ledger/target-ledger.ts";
import { giveBackTurns } from "../ledger/turns.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { verifyUndo } from "../undo/verify-undo.ts";
import { isEndOfSameKind } from "../verify/instance-ends.ts";
import { nextAfterFailure } from "../verify/next-after-failure.ts";
import { type ProofResult, prove } from "../verify/prove.ts";
import { readProof } from "../verify/read-proof.ts";
import { countAttempt } from "./count-attempt.ts";
import { replaceLatePods } from "./replace-pods.ts";
import { after, currentAttempt, mainAction, readIncident } from "./run-context.ts";
import { tellWorkload } from "./tell-workload.ts";

/** A fix answers for its cause for max(24 h, 3 x the time that the previous instance lasted). */
const WATCH_SECONDS = 24 * 3600;

/** `verifying` -> waits on, closed, rolling-back, or investigating. */
export async function verify(deps: RemediationDeps, run: Run): Promise<void> {
  const incident = await readIncident(deps, run.claim.incidentId);
  const attempt = await currentAttempt(deps, incident);
  if (attempt === undefined) throw new Error(`incident ${incident.id} is verifying without an attempt`);
  if (attempt.plan.undoes !== undefined) return verifyUndo(deps, run, { incident, attempt });
  const lookedAt = deps.clock.now();
  const seen = await readProof(deps, attempt, run.signal);
  const now = deps.clock.now();
  if (seen === undefined)
    return supersede(deps, run, { incident, attempt, reason: "the object is not there any more", input: {} });
  const { target, state } = seen;
  const proveInput = { attempt, target, state, now, lookedAt, settings: deps.settings };
  const result = prove(proveInput);
  const given = { incident, attempt, state: seen.state, input: { ...proveInput, attempt: brief(attempt) } };
  if (result.kind === "wait") return waitOn(deps, run, { ...given, result });
  if (result.kind === "held") return hold(deps, run, { ...given, result });
  if (result.kind === "superseded") return supersede(deps, run, { ...given, ...result });
  return fail(deps, run, { ...given, result });
}

interface Given {
  incident: Incident;
  attempt: Attempt;
  state: WorkloadState;
  input: object;
}

/** The audit's input without the plan, which it holds already. */
function brief(attempt: Attempt) {
  const { plan, preImage: _preImage, ...rest } = attempt;
  return { ...rest, proof: plan.actions[0]?.proof };
}

async function waitOn(
  deps: RemediationDeps,
  run: Run,
  { attempt, state, input, result }: Given & { result: Extract<ProofResult, { kind: "wait" }> },
): Promise<void> {
  const replaced = result.rolledOutAt === null ? await replaceLatePods(deps, run, { attempt, state }) : [];
  const now = deps.clock.now();
  const verification = {
    ...attempt.verification,
    rolledOutAt: result.rolledOutAt?.toISOString() ?? null,
    lastCheckedAt: now.toISOString(),
    lastReason: result.reason,
    ...(result.baseline === undefined ? {} : { baseline: result.baseline }),
  };
  const isNews = verification.rolledOutAt !== attempt.verification.rolledOutAt;
  await deps.store.withClaim("verify.commit", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, { verification });
    if (replaced.length > 0)
      await tx.note("applied", {
        text: `deleted, for the rollout waits for what the controller never replaces: ${replaced.join(", ")}`,
        input: { attemptId: attempt.id },
        output: { pods: replaced },
      });
    await tx.advance(
      { type: "waiting", until: after(now, result.nextCheckSeconds), reason: result.reason },
      {
        text: isNews ? "rolled out and ready; the soak begins" : result.reason,
        input,
        output: { result },
      },
    );
  });
}

async function hold(
  deps: RemediationDeps,
  run: Run,
  { incident, attempt, input, result }: Given & { result: Extract<ProofResult, { kind: "held" }> },
): Promise<void> {
  await tellWorkload(deps, run, attempt, {
    key: "verified",
    type: "Normal",
    reason: "AutofixVerified",
    message: `Attempt ${attempt.number} holds: ${result.reason}`,
  });
  const now = deps.clock.now();
  const watchUntil = after(now, Math.max(WATCH_SECONDS, 3 * attempt.previousRunSeconds));
  await deps.store.withClaim("close.commit", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, {
      result: "verified",
      proof: result.proof,
      endedAt: now,
      verification: {
        ...attempt.verification,
        lastCheckedAt: now.toISOString(),
        lastReason: result.reason,
      },
    });
    await giveBackTurns(tx.db, incident.id);
    await recordOutcome(tx.db, { incident, attempt, result: "verified", proof: result.proof, at: now });
    await tx.advance(
      { type: "held", reason: result.reason, watchUntil },
      { text: `verified (${result.proof} proof): ${result.reason}`, input, output: { result, watchUntil } },
    );
  });
  countAttempt(deps, attempt, "verified");
}

async function supersede(
  deps: RemediationDeps,
  run: Run,
  given: { incident: Incident; attempt: Attempt; reason: string; input: object; undoneBy?: string },
): Promise<void> {
  const { incident, attempt, reason, input, undoneBy } = given;
  const now = deps.clock.now();
  await deps.store.withClaim("verify.commit", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, {
      result: "superseded",
      failure: reason,
      endedAt: now,
      verification: { ...attempt.verification, ...(undoneBy === undefined ? {} : { undoneBy }) },
    });
    await giveBackTurns(tx.db, attempt.incidentId);
    await recordOutcome(tx.db, { incident, attempt, result: "superseded", at: now });
    await tx.advance(
      { type: "superseded", reason },
      { text: reason, input, output: { result: "superseded" } },
    );
  });
  countAttempt(deps, attempt, "superseded");
}

async function fail(
  deps: RemediationDeps,
  run: Run,
  { incident, attempt, state, input, result }: Given & { result: Extract<ProofResult, { kind: "failed" }> },
): Promise<void> {
  const { end } = result;
  const next = nextAfterFailure({
    attempt,
    state,
    end,
    maxAttempts: deps.settings.maxAttempts,
    bounds: deps.policy().memoryBounds,
    foreignLimitBytes: await foreignLimitOf(deps, incident, attempt),
  });
  const now = deps.clock.now();
  const verification = {
    ...attempt.verification,
    failedRunSeconds: end !== null && isEndOfSameKind(attempt, end) ? end.ranSeconds : null,
    lastCheckedAt: now.toISOString(),
    lastReason: next.reason,
  };
  const text = `attempt ${attempt.number} failed: ${result.reason}; ${next.reason}`;
  await deps.store.withClaim("verify.commit", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, {
      verification,
      failure: result.reason,
      ...(next.next === "keep" ? { result: "kept" as const, endedAt: now } : {}),
    });
    if (next.next === "keep") {
      await giveBackTurns(tx.db, incident.id);
      await recordOutcome(tx.db, { incident, attempt, result: "kept", at: now });
    }
    await tx.advance(
      { type: "failed", reason: text, next: next.next },
      { text, input, output: { result, next } },
    );
  });
  if (next.next === "keep") countAttempt(deps, attempt, "kept");
}

/** Our value stands when an attempt is judged as failed, so the ledger's row is the whole answer. */
async function foreignLimitOf(deps: RemediationDeps, incident: Incident, attempt: Attempt): Promise<number> {
  const action = mainAction(attempt.plan);
  const field = fieldsOf(action)[0];
  if (field === undefined) return 0;
  const ours = action.patch.find((one) => one.op === "replace" && one.path === field.pointer);
  const live = fieldText(ours !== undefined && "value" in ours ? ours.value : null);
  const key = { cluster: incident.cluster, targetKey: objectKey(action.target), path: field.key };
  return tryParseMemory((await readField(deps.db, key, live)).foreignValue) ?? 0;
}
