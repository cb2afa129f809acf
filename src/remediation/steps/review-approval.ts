import type { Plan } from "../../domain/plan.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import { configMisfit } from "../planning/config-misfit.ts";
import { planMisfit } from "../planning/plan-misfit.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { calmSeconds } from "../verify/calm.ts";
import { escalate } from "./escalate.ts";
import { type CalmLook, keepCalm, lookForCalm } from "./look-for-calm.ts";
import { nextLook } from "./next-look.ts";
import { mainAction, planOf, quietSeconds, readIncident } from "./run-context.ts";

/** `awaiting-approval`: expires or voids the approval, or waits on. */
export async function reviewApproval(deps: RemediationDeps, run: Run): Promise<void> {
  const incident = await readIncident(deps, run.claim.incidentId);
  const plan = planOf(incident);
  const approval = incident.approvalId === null ? undefined : await deps.approvals.find(incident.approvalId);
  if (approval === undefined)
    throw new Error(`incident ${incident.id} waits for an approval that is not there`);
  if (deps.clock.now() >= approval.expiresAt) return expire(deps, run, approval.id);
  const target = mainAction(plan).target;
  const look = await lookForCalm(deps, run, { target, purpose: approval.id });
  const now = deps.clock.now();
  // What held is quiet: that is no reason not to undo it.
  const quiet = plan.undoes === undefined ? quietReason(look, quietSeconds(deps, incident)) : undefined;
  const reason = (await misfit(deps, run, plan)) ?? quiet;
  const isHalfway = approval.escalateAt !== null && approval.escalateAt <= now;
  await deps.store.withClaim(isHalfway ? "escalation.commit" : "decision.commit", run.claim, async (tx) => {
    // A person may have decided while the cluster was read.
    if (tx.incident.status !== "awaiting-approval") return;
    const input = { approvalId: approval.id, planDigest: plan.digest, look };
    await keepCalm(tx, look.calm);
    // Put off meanwhile: the time to decide, read before, is no longer the one.
    const row = await tx.db
      .selectFrom("approvals")
      .select(["expires_at", "ask_again_at", "escalate_at"])
      .where("id", "=", approval.id)
      .executeTakeFirstOrThrow();
    if (reason !== undefined) {
      await tx.advance({ type: "approval-void", reason }, { text: reason, input, output: { state: "void" } });
      return;
    }
    if (row.ask_again_at !== null && row.ask_again_at <= now) await askAgain(tx, approval.id);
    if (row.escalate_at !== null && row.escalate_at <= now) await escalate(tx, approval, row.expires_at);
    const until = nextLook(now, [row.expires_at, row.ask_again_at, row.escalate_at]);
    await tx.advance(
      { type: "waiting", until, reason: "waiting for a person" },
      { text: "waiting for a person's decision", input, output: { until } },
    );
  });
}

async function askAgain(tx: IncidentTransaction, approvalId: string): Promise<void> {
  await tx.db.updateTable("approvals").set({ ask_again_at: null }).where("id", "=", approvalId).execute();
  await tx.advance(
    { type: "asked-again" },
    { text: "the question is put again", input: { approvalId }, output: {} },
  );
}

async function expire(deps: RemediationDeps, run: Run, approvalId: string): Promise<void> {
  await deps.store.withClaim("decision.commit", run.claim, async (tx) => {
    if (tx.incident.status !== "awaiting-approval") return;
    const now = deps.clock.now();
    const expired = await tx.db
      .updateTable("approvals")
      .set({ state: "expired", decided_at: now })
      .where("id", "=", approvalId)
      .where("state", "=", "pending")
      .where("expires_at", "<=", now)
      .returning(["id", "first_yes"])
      .executeTakeFirst();
    // Somebody put it off at the last moment.
    if (expired === undefined) return;
    const text =
      expired.first_yes === null
        ? "nobody decided in time"
        : `no second person decided in time; ${expired.first_yes.by} had said yes`;
    await tx.advance(
      { type: "approval-expired" },
      { text, input: { approvalId, first: expired.first_yes }, output: { state: "expired" } },
    );
  });
}

/** Why the plan does not fit the object any more. */
async function misfit(deps: RemediationDeps, run: Run, plan: Plan): Promise<string | undefined> {
  const object = await deps.reader.get(mainAction(plan).target, run.signal);
  return (
    planMisfit(plan, object) ?? (await configMisfit(deps.reader, { plan, workload: object }, run.signal))
  );
}

/** An alert's `resolved` is no sign of quiet, and no signal at all is none either: the pods are asked. Pure. */
function quietReason(look: CalmLook, soakSeconds: number): string | undefined {
  // What has no pods may be at fault in a way that its health does not show, such as a number of a port that nobody serves.
  if (look.state !== undefined && look.state.health !== null) return undefined;
  const seconds = calmSeconds(look.calm, look.at);
  return look.calm !== null && seconds >= soakSeconds
    ? `all pods were ready and no container has ended for ${Math.round(seconds)} s`
    : undefined;
}
