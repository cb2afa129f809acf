import type { Attempt } from "../../domain/attempt.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Handover } from "../../domain/handover.ts";
import type { Incident } from "../../domain/incident.ts";
import { type PlanDraft, sealPlan } from "../../domain/plan.ts";
import { noteShape } from "../../incidents/experience/lesson-rows.ts";
import { workloadPattern } from "../../kubernetes/workload-pattern.ts";
import { readWorkloadState } from "../../kubernetes/workload-state.ts";
import { fieldFight } from "../breakers/field-fight.ts";
import { configOf } from "../facts/read-config.ts";
import { readEvictionRefusal } from "../facts/read-eviction.ts";
import { readImpact } from "../facts/read-impact.ts";
import { ownerOf, readTarget, type Target } from "../facts/read-target.ts";
import { attemptsOf } from "../ledger/attempt-rows.ts";
import { recordDenial } from "../ledger/record-outcome.ts";
import { hasFailed, supersededInARow, undoneBefore } from "../planning/attempt-history.ts";
import { impossibleSteps } from "../planning/impossible-steps.ts";
import { makeDraft } from "../planning/make-draft.ts";
import { isMemoryAction, moreOfTheSame } from "../planning/more-of-the-same.ts";
import { commandsOf, logSteps, sourceSteps, stepsByHand, undoneSteps } from "../planning/next-steps.ts";
import { notKept } from "../planning/not-kept.ts";
import { questionTimes } from "../planning/question-times.ts";
import { type Standings, standingsOf } from "../planning/standings.ts";
import { withNotes } from "../planning/with-notes.ts";
import { withSoak } from "../planning/with-soak.ts";
import { type Judged, judgeRecorded } from "../policy/judge-recorded.ts";
import { isNobodysToDecide } from "../policy/nobodys-to-decide.ts";
import type { JudgeInput } from "../rails/rail.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { countLateWrite } from "./count-late-write.ts";
import { gatherJudgeInput } from "./gather-judge-input.ts";
import { handOver } from "./hand-over.ts";
import { nextLook } from "./next-look.ts";
import { looksAgain, looksAgainAt, waitsForCalm, waitsForPause } from "./not-yet.ts";
import { after, incidentOf, quietSeconds } from "./run-context.ts";

/** `investigating` with a finding -> planned, observed or handed over. */
export async function propose(deps: RemediationDeps, run: Run): Promise<void> {
  const { incidentId } = run.claim;
  const [incident, attempts] = await Promise.all([incidentOf(deps, run), attemptsOf(deps.db, incidentId)]);
  const { finding } = incident;
  const give = (sentence: string, nextSteps: Handover["nextSteps"], input: object) =>
    handOver(deps, run, { incident, attempts, sentence, nextSteps, input });
  if (finding === null) return give("nothing is known that could be repaired", [], { finding });
  const [target, state, canResize, evictionRefusal] = await Promise.all([
    readTarget(deps.reader, { ref: finding.object, made: finding.repair }, run.signal),
    readWorkloadState(deps.reader, finding.object, run.signal),
    finding.object.kind === "Pod" && deps.reader.serves("v1", "pods/resize", run.signal),
    evictionRefusalOf(deps, run, finding),
  ]);
  if (target === undefined) return give("the object at fault is not there any more", [], { finding });
  await countLateWrite(deps, run, { incident, attempts, object: target.object });
  const { settings } = deps;
  const config = await configOf(deps.reader, { finding, workload: target.object }, run.signal);
  const input = {
    incidentId: incident.id,
    finding,
    target,
    attempts,
    state,
    canResize,
    evictionRefusal,
    config,
    standings: await standingsOf(deps, { incident, finding, target }),
    settings,
  };
  if (await waitsForPause(deps, run, { incident, target })) return;
  if (await looksAgain(deps, run, { finding, target })) return;
  const stop = stopReason(deps, attempts);
  const made = makeDraft(input);
  if ("impossible" in made) {
    const outdated = made.isOutdated ? made.impossible : undefined;
    if (outdated !== undefined && (await looksAgainAt(deps, run, { finding, outdated }))) return;
    return give(made.impossible, impossibleSteps(input), { finding, attempts: attempts.length });
  }
  const { draft, insteadOf } = made;
  const owner = ownerOf(target, draft.actions);
  if (owner !== null) return give(owner.sentence, sourceSteps(draft, owner, target), { draft, owner });
  const undone = undoneBefore(attempts);
  if (undone !== undefined)
    return give(undone, undoneSteps(draft, target.object), {
      draft,
      undoneBy: attempts.at(-1)?.verification,
    });
  const lost = notKept(draft);
  if (lost !== undefined) return give(lost, impossibleSteps(input), { finding });
  if (stop !== undefined)
    return give(stop, stepsByHand(draft, target.object), { draft, attempts: attempts.length });
  const same = moreOfTheSame(attempts, draft);
  if (same !== undefined) return give(same, logSteps(draft), { draft, attempts: attempts.length });
  if (await waitsForCalm(deps, run, attempts)) return;
  const [fight, impact] = await Promise.all([
    fieldFight(deps, run, { cluster: incident.cluster, plan: draft }),
    readImpact(deps.reader, finding.object, run.signal),
  ]);
  if (fight !== undefined) return give(fight, stepsByHand(draft, target.object), { draft, fight });
  const { standings } = input;
  const shown = withNotes(draft, impact, settings);
  await settle(deps, run, { incident, finding, target, attempts, draft: shown, insteadOf, standings });
}

async function evictionRefusalOf(
  deps: RemediationDeps,
  run: Run,
  { repair, object }: Finding,
): Promise<string | null> {
  if (repair?.type !== "EvictPod") return null;
  const { pod, uid } = repair.parameters;
  return readEvictionRefusal(deps.reader, { namespace: object.namespace, pod, uid }, run.signal);
}

/** Why no further attempt is made, whatever it would be. */
function stopReason(deps: RemediationDeps, attempts: readonly Attempt[]): string | undefined {
  const failed = attempts.filter(hasFailed).length;
  if (failed >= deps.settings.maxAttempts)
    return `${failed} attempts did not hold, and ${deps.settings.maxAttempts} is the most${leakSuspected(attempts)}`;
  const refused = attempts.filter((attempt) => attempt.result === "refused").length;
  if (refused >= deps.settings.maxAttempts) return `the API server refused the change ${refused} times`;
  const superseded = supersededInARow(attempts);
  if (superseded >= deps.settings.maxAttempts)
    return `${superseded} attempts in a row ended because something else changes this object: ${attempts.at(-1)?.failure ?? "not known"}`;
  return undefined;
}

/** A limit that was raised in vain. */
function leakSuspected(attempts: readonly Attempt[]): string {
  const isRaised = attempts.some(
    (attempt) => hasFailed(attempt) && attempt.plan.actions.some(isMemoryAction),
  );
  return isRaised ? ": memory that grows without end is suspected" : "";
}

async function settle(
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
