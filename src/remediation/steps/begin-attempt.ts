import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { Hold } from "../../domain/breaker.ts";
import type { Incident } from "../../domain/incident.ts";
import { configActionOf } from "../../domain/main-action.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { Plan } from "../../domain/plan.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import { readWorkloadState, stateOfNothing } from "../../kubernetes/workload-state.ts";
import { countWorkloads, failureDomains } from "../breakers/failure-domains.ts";
import { holdBeforeLooking, holdChange } from "../breakers/hold-change.ts";
import { ownerOf, readTarget } from "../facts/read-target.ts";
import { attemptsOf, insertAttempt } from "../ledger/attempt-rows.ts";
import { configMisfit } from "../planning/config-misfit.ts";
import { nextNumber } from "../planning/make-draft.ts";
import { planMisfit } from "../planning/plan-misfit.ts";
import { type Judged, judgeRecorded } from "../policy/judge-recorded.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { readStop, readStopLocked } from "../stop/stop-rows.ts";
import { gatherJudgeInput } from "./gather-judge-input.ts";
import { waitForResume } from "./not-yet.ts";
import { after, mainAction, planOf } from "./run-context.ts";

/**
 * Commits the attempt before anything is written: a crash must not hide it. Undefined where the incident waits for its
 * turn, or goes back to investigating because its plan does not fit any more.
 */
export async function beginAttempt(
  deps: RemediationDeps,
  run: Run,
  incident: Incident,
): Promise<Attempt | undefined> {
  const plan = planOf(incident);
  const action = mainAction(plan);
  // Asked first: in a storm hundreds wait, and each look at the room that there is reads the whole cluster.
  const targetKeys = [action, configActionOf(plan)].flatMap((one) => (one ? [objectKey(one.target)] : []));
  const { namespace } = action.target;
  const wanted = { incident, plan, namespace, targetKeys };
  const [stop, inQueue] = await Promise.all([readStop(deps.db), holdBeforeLooking(deps, wanted)]);
  if (stop !== undefined) {
    await deps.store.withClaim("attempt.begin", run.claim, (tx) => waitForResume(tx, stop, deps.clock.now()));
    return undefined;
  }
  if (inQueue !== undefined) {
    await deps.store.withClaim("attempt.begin", run.claim, (tx) => holdBack(deps, tx, inQueue));
    return undefined;
  }
  const [target, before, attempts] = await Promise.all([
    readTarget(deps.reader, { ref: action.target, made: action }, run.signal),
    readBefore(deps, run, action),
    attemptsOf(deps.db, incident.id),
  ]);
  const misfit =
    planMisfit(plan, target?.object) ??
    (await configMisfit(deps.reader, { plan, workload: target?.object }, run.signal));
  if (target === undefined || misfit !== undefined) {
    await backToInvestigating(deps, run, misfit ?? "the object is not there any more", plan);
    return undefined;
  }
  const owner = ownerOf(target, plan.actions);
  if (owner !== null) {
    await backToInvestigating(deps, run, owner.sentence, plan);
    return undefined;
  }
  const [refusal, domainKeys, workloads] = await Promise.all([
    refusalNow(deps, run, { incident, plan, target, attempts }),
    failureDomains(deps.reader, { action, object: target.object }, run.signal),
    countWorkloads(deps.reader, namespace, run.signal),
  ]);
  if (refusal !== undefined) {
    await backToInvestigating(deps, run, refusal.reason, plan, refusal.decision);
    return undefined;
  }
  if (before === undefined) {
    await backToInvestigating(deps, run, "the workload's state cannot be read", plan);
    return undefined;
  }
  const runs = incident.finding?.memory?.kills.map((kill) => kill.ranSeconds) ?? [];
  const attempt: Attempt = {
    id: deps.ids.next(),
    incidentId: incident.id,
    number: nextNumber(attempts),
    planDigest: plan.digest,
    plan,
    preImage: target.object,
    before,
    steps: [],
    appliedGeneration: null,
    verification: {
      rolledOutAt: null,
      lastCheckedAt: null,
      lastReason: "",
      templateDigest: null,
      failedRunSeconds: null,
    },
    previousRunSeconds: Math.max(0, ...runs),
    failure: null,
    result: null,
    proof: null,
    startedAt: deps.clock.now(),
    appliedAt: null,
    endedAt: null,
  };
  return deps.store.withClaim("attempt.begin", run.claim, async (tx) => {
    const stoppedSince = await readStopLocked(tx.db);
    if (stoppedSince !== undefined) {
      await waitForResume(tx, stoppedSince, deps.clock.now());
      return undefined;
    }
    const hold = await holdChange(deps, tx, { ...wanted, domainKeys, workloads });
    if (hold !== undefined) {
      await holdBack(deps, tx, hold);
      return undefined;
    }
    tx.send(insertAttempt(tx.db, attempt, objectKey(action.target)));
    await tx.advance(
      { type: "attempt-begun", attemptId: attempt.id },
      {
        text: `attempt ${attempt.number} begins: ${plan.sentence}`,
        input: { planDigest: plan.digest, before },
        output: { attemptId: attempt.id, number: attempt.number },
      },
    );
    return attempt;
  });
}

/** Of a Service that is to be made again there is nothing to see yet. */
async function readBefore(
  deps: RemediationDeps,
  run: Run,
  action: Action,
): Promise<WorkloadState | undefined> {
  const state = await readWorkloadState(deps.reader, action.target, run.signal);
  return state === undefined && action.type === "RecreateService" ? stateOfNothing() : state;
}

/** The change waits. A field that goes back and forth is planned anew, and so given to a person; in a storm it is seen again whether it is ill at all. */
async function holdBack(deps: RemediationDeps, tx: IncidentTransaction, hold: Hold): Promise<void> {
  deps.metrics.changesHeld.inc({ rule: hold.rule });
  const record = { text: hold.reason, input: { rule: hold.rule }, output: { hold } };
  const event =
    hold.rule === "oscillation" || hold.rule === "storm"
      ? ({ type: "not-applied", reason: hold.reason } as const)
      : ({ type: "waiting", until: after(deps.clock.now(), hold.seconds), reason: hold.reason } as const);
  await tx.advance(event, record);
}

/** The policy, the labels and the room as they are now: a plan that was allowed may have to stop. */
async function refusalNow(
  deps: RemediationDeps,
  run: Run,
  given: {
    incident: Incident;
    plan: Plan;
    target: NonNullable<Awaited<ReturnType<typeof readTarget>>>;
    attempts: readonly Attempt[];
  },
): Promise<{ reason: string; decision?: Judged } | undefined> {
  const { incident, plan, target, attempts } = given;
  if (incident.finding === null) return { reason: "the finding is gone" };
  const input = await gatherJudgeInput(deps, run.signal, {
    incident,
    finding: incident.finding,
    target,
    attempts,
    draft: plan,
  });
  const decision = judgeRecorded(deps.policy(), input);
  const { verdict } = decision;
  if (verdict.verdict === "deny" || verdict.autonomy === "observe")
    return { reason: verdict.reason, decision };
  return plan.verdict === "auto" && verdict.verdict === "approve"
    ? { reason: `a person must allow it now: ${verdict.reason}`, decision }
    : undefined;
}

async function backToInvestigating(
  deps: RemediationDeps,
  run: Run,
  reason: string,
  plan: Plan,
  decision?: Judged,
): Promise<void> {
  const judged = decision && { judge: decision.record, verdict: decision.verdict, trace: decision.trace };
  const input = { planDigest: plan.digest, ...judged };
  await deps.store.withClaim("attempt.begin", run.claim, async (tx) => {
    await tx.advance(
      { type: "not-applied", reason },
      { text: `nothing was changed: ${reason}`, input, output: { reason } },
    );
  });
}
