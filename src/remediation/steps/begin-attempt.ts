import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { Incident } from "../../domain/incident.ts";
import { configActionOf } from "../../domain/main-action.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { Plan } from "../../domain/plan.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import { readWorkloadState, stateOfNothing } from "../../kubernetes/workload-state.ts";
import { ownerOf, readTarget } from "../facts/read-target.ts";
import { attemptsOf, insertAttempt } from "../ledger/attempt-rows.ts";
import { configMisfit } from "../planning/config-misfit.ts";
import { nextNumber } from "../planning/make-draft.ts";
import { planMisfit } from "../planning/plan-misfit.ts";
import { type Judged, judgeRecorded } from "../policy/judge-recorded.ts";
import { flightFull, maxChangesInFlight } from "../rails/changes-in-flight.ts";
import { oneChangeAtATime, turnTaken } from "../rails/one-change-at-a-time.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { gatherJudgeInput } from "./gather-judge-input.ts";
import { after, mainAction, planOf } from "./run-context.ts";

/** How long a change waits before it asks again for its turn. */
const TURN_SECONDS = 5;

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
  const inQueue = await waitReason(deps, incident.id, targetKeys);
  if (inQueue !== undefined) {
    await deps.store.withClaim("attempt.begin", run.claim, (tx) =>
      waitForTurn(tx, { at: deps.clock.now(), wait: inQueue, targetKey: objectKey(action.target) }),
    );
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
  const refusal = await refusalNow(deps, run, { incident, plan, target, attempts });
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
    const at = deps.clock.now();
    const targetKey = objectKey(action.target);
    const wait =
      (await maxChangesInFlight(tx.db, {
        incidentId: incident.id,
        most: deps.settings.maxChangesInFlight,
      })) ?? (await oneChangeAtATime(tx.db, { targetKeys, incidentId: incident.id, at }));
    if (wait !== undefined) {
      await waitForTurn(tx, { at, wait, targetKey });
      return undefined;
    }
    await insertAttempt(tx.db, attempt, targetKey);
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

async function waitReason(
  deps: RemediationDeps,
  incidentId: string,
  targetKeys: readonly string[],
): Promise<string | undefined> {
  const flight = await flightFull(deps.db, { incidentId, most: deps.settings.maxChangesInFlight });
  return flight ?? turnTaken(deps.db, { targetKeys, incidentId });
}

async function waitForTurn(
  tx: IncidentTransaction,
  { at, wait, targetKey }: { at: Date; wait: string; targetKey: string },
): Promise<void> {
  await tx.advance(
    { type: "waiting", until: after(at, TURN_SECONDS), reason: wait },
    { text: wait, input: { targetKey }, output: { wait } },
  );
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
