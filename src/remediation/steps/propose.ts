import type { Attempt } from "../../domain/attempt.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Handover } from "../../domain/handover.ts";
import { readWorkloadState } from "../../kubernetes/workload-state.ts";
import { fieldFight } from "../breakers/field-fight.ts";
import { configOf } from "../facts/read-config.ts";
import { readEvictionRefusal } from "../facts/read-eviction.ts";
import { readImpact } from "../facts/read-impact.ts";
import { ownerOf, readTarget } from "../facts/read-target.ts";
import { attemptsOf } from "../ledger/attempt-rows.ts";
import { hasFailed, supersededInARow, undoneBefore } from "../planning/attempt-history.ts";
import { impossibleSteps } from "../planning/impossible-steps.ts";
import { makeDraft } from "../planning/make-draft.ts";
import { leakSuspected, moreOfTheSame } from "../planning/more-of-the-same.ts";
import { logSteps, sourceSteps, stepsByHand, undoneSteps } from "../planning/next-steps.ts";
import { notKept } from "../planning/not-kept.ts";
import { standingsOf } from "../planning/standings.ts";
import { withNotes } from "../planning/with-notes.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { countLateWrite } from "./count-late-write.ts";
import { handOver } from "./hand-over.ts";
import { looksAgain, looksAgainAt, waitsForCalm, waitsForPause } from "./not-yet.ts";
import { incidentOf } from "./run-context.ts";
import { settlePlan } from "./settle-plan.ts";

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
  await settlePlan(deps, run, { incident, finding, target, attempts, draft: shown, insteadOf, standings });
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
