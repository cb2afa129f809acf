import type { Attempt } from "../../domain/attempt.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import { type PlanDraft, sealPlan } from "../../domain/plan.ts";
import { noteShape } from "../../incidents/experience/lesson-rows.ts";
import { workloadPattern } from "../../kubernetes/workload-pattern.ts";
import type { Target } from "../facts/read-target.ts";
import { recordDenial } from "../ledger/record-outcome.ts";
import { leakSuspected } from "../planning/more-of-the-same.ts";
import { commandsOf, stepsByHand } from "../planning/next-steps.ts";
import { questionTimes } from "../planning/question-times.ts";
import type { Standings } from "../planning/standings.ts";
import { withSoak } from "../planning/with-soak.ts";
import { type Judged, judgeRecorded } from "../policy/judge-recorded.ts";
import { isNobodysToDecide } from "../policy/nobodys-to-decide.ts";
import type { JudgeInput } from "../rails/rail.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { gatherJudgeInput } from "./gather-judge-input.ts";
import { handOver } from "./hand-over.ts";
import { nextLook } from "./next-look.ts";
import { after, quietSeconds } from "./run-context.ts";

/** A plan is judged, and with that planned, observed or handed over. */
export async function settlePlan(
  deps: RemediationDeps,
  run: Run,
  given: {
    incident: Incident;
    finding: Finding;
    target: Target;
    attempts: readonly Attempt[];
    draft: PlanDraft;
    insteadOf: PlanDraft | null;
    standings: Standings;
  },
): Promise<void> {
  const { incident, attempts, target } = given;
  const input = await gatherJudgeInput(deps, run.signal, given);
  const changes = input.facts.history.changes;
  const { verdict, record: judged, trace } = await judgeBoth(deps, run, { ...given, input });
  const draft = withSoak(given.draft, verdict.soakSeconds);
  deps.metrics.policyVerdicts.inc({ verdict: verdict.verdict, rule: verdict.rule });
  const limit = deps.settings.maxAttempts;
  const isSpent = changes >= limit && verdict.autonomy !== "observe";
  if (verdict.verdict === "deny" || isSpent) {
    const leak = leakSuspected(attempts).replace(":", ";");
    const sentence = isSpent
      ? `${changes} changes of this field were made since its last foreign value, and ${limit} is the most${leak}`
      : `${verdict.reason} (rule ${verdict.rule})${leak}`;
    await handOver(deps, run, {
      incident,
      attempts,
      sentence,
      nextSteps: stepsByHand(draft, target.object),
      input: { judge: judged, verdict, trace },
      learn: async (tx) => {
        const at = deps.clock.now();
        if (verdict.verdict === "deny")
          await recordDenial(tx, { incident, draft, object: target.object, at });
      },
    });
    return;
  }
  if (verdict.decideOn === "card" && deps.settings.takesCards?.() === false) {
    await handOver(deps, run, {
      incident,
      attempts,
      sentence: `rule ${verdict.rule} wants this decided on a card, and no card here takes decisions: an app bot with FEISHU_ENCRYPT_KEY, FEISHU_VERIFICATION_TOKEN and somebody who may decide (FEISHU_APPROVERS, or decidedBy in the policy) would`,
      nextSteps: stepsByHand(draft, target.object),
      input: { judge: judged, verdict, trace },
    });
    return;
  }
  if (isNobodysToDecide(deps.policy(), verdict)) {
    await handOver(deps, run, {
      incident,
      attempts,
      sentence: `the rules for this plan, ${verdict.rule} and others, name too few people in common to decide it: add somebody to each of their groups`,
      nextSteps: stepsByHand(draft, target.object),
      input: { judge: judged, verdict, trace },
    });
    return;
  }
  const plan = sealPlan(draft, verdict);
  const record = {
    text: `${plan.verdict} by ${plan.rule}: ${plan.sentence}`,
    input: judged,
    output: { plan, commands: commandsOf(draft), trace },
  };
  await deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    const now = deps.clock.now();
    tx.send(noteShape(tx.db, incident.id, workloadPattern(target.object)));
    if (verdict.autonomy === "observe") {
      await tx.advance({ type: "observed", plan, judgeAt: after(now, quietSeconds(deps, incident)) }, record);
      return;
    }
    if (verdict.verdict === "auto") {
      await tx.advance({ type: "planned", plan, approvalId: null, expiresAt: null }, record);
      return;
    }
    const { expiresAt, escalateAt } = questionTimes(verdict, deps.settings, now);
    const approvalId = await deps.approvals.open(tx, plan, { now, expiresAt, escalateAt });
    await tx.advance({ type: "planned", plan, approvalId, expiresAt }, record);
    const until = nextLook(now, [expiresAt, escalateAt]);
    await tx.advance(
      { type: "waiting", until, reason: "waiting for a person" },
      { text: "waiting for a person's decision", input: { expiresAt }, output: {} },
    );
  });
}

/** What experience chose in place of another action may be allowed no more than that one would have been. */
async function judgeBoth(
  deps: RemediationDeps,
  run: Run,
  given: Parameters<typeof gatherJudgeInput>[2] & { input: JudgeInput; insteadOf: PlanDraft | null },
): Promise<Judged> {
  const { input } = given;
  if (given.insteadOf === null) return judgeRecorded(deps.policy(), input);
  const usual = await gatherJudgeInput(deps, run.signal, { ...given, draft: given.insteadOf });
  return judgeRecorded(deps.policy(), { ...input, insteadOf: { ...usual, experience: null } });
}
