import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import { isPoor } from "../../domain/experience.ts";
import type { Finding } from "../../domain/finding.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { PlanDraft } from "../../domain/plan.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import { refOf } from "../../kubernetes/kubernetes-object.ts";
import { tryParseMemory } from "../../kubernetes/quantity.ts";
import { configChange } from "../actions/config-change.ts";
import { findContainer } from "../actions/pod-template.ts";
import type { SoakSettings } from "../actions/proof.ts";
import { type Impossible, repairAction } from "../actions/repair-action.ts";
import { replaceStuckPods } from "../actions/replace-stuck-pods.ts";
import { rollBackRevision } from "../actions/roll-back-revision.ts";
import { resizePod, setMemoryLimit } from "../actions/set-memory-limit.ts";
import type { UsedConfig } from "../facts/read-config.ts";
import type { Target } from "../facts/read-target.ts";
import { helmCommandNote, helmNote } from "../owners/helm-steps.ts";
import { targetLimit } from "../sizing/target-limit.ts";
import { essenceOf, floorBytes, hasFailed } from "./attempt-history.ts";
import { riskOf } from "./risk.ts";
import { rolloutStrategy } from "./rollout-strategy.ts";
import type { Standings } from "./standings.ts";

export interface DraftInput {
  incidentId: string;
  finding: Finding;
  target: Target;
  state: WorkloadState | undefined;
  attempts: readonly Attempt[];
  /** Whether the server has the `resize` subresource of pods. */
  canResize: boolean;
  /** Why the pod that a repair would evict may not be; null where it may, or where none would be. */
  evictionRefusal: string | null;
  /** The ConfigMap that a repair would change a value of; absent where there is none to change, or it cannot be seen whole. */
  config?: UsedConfig | undefined;
  /** How the actions did before; one that held too rarely gives way to another one that is possible. */
  standings: Standings;
  settings: SoakSettings;
}

/** A draft, or the reason why none can be made. Pure. */
export type DraftResult =
  | {
      draft: PlanDraft;
      /** What would have been proposed without experience, where that is another action. */
      insteadOf: PlanDraft | null;
    }
  | Impossible;

export function makeDraft(input: DraftInput): DraftResult {
  const [first, other] = mainActions(input);
  const usual = draftOf(input, first);
  if (other === undefined || "impossible" in usual) return asResult(usual);
  const instead = draftOf(input, other);
  return "impossible" in instead ? asResult(usual) : { draft: instead.draft, insteadOf: usual.draft };
}

type Main = MainAction | Impossible;
interface MainAction {
  action: Action;
  /** What is done before it, and belongs to it. */
  first?: Action;
  notes?: string[];
}
type Drafted = { draft: PlanDraft } | Impossible;

const asResult = (drafted: Drafted): DraftResult =>
  "impossible" in drafted ? drafted : { ...drafted, insteadOf: null };

function draftOf(input: DraftInput, action: Main): Drafted {
  const { finding, target } = input;
  if ("impossible" in action) return action;
  const strategy = rolloutStrategy(target.object);
  const { first, notes = [] } = action;
  const actions: Action[] = [...(first === undefined ? [] : [first]), action.action];
  const oldRevision = input.state?.targetRevision ?? "";
  const replacesPods = action.action.proof.kind === "rollout" && action.action.type !== "SetScale";
  const hasStuck = strategy.isOrdered && replacesPods && oldRevision !== "";
  if (hasStuck) actions.push(replaceStuckPods(refOf(target.object), oldRevision));
  const repeated = input.attempts.find(
    (attempt) =>
      (hasFailed(attempt) || attempt.result === "refused") &&
      essenceOf(attempt.plan.actions) === essenceOf(actions),
  );
  if (repeated !== undefined)
    return {
      impossible: `the next plan would be the same as attempt ${repeated.number}, which ended as ${repeated.result}`,
    };
  const helm = [helmNote(target.object), helmCommandNote(target.object, actions)];
  return {
    draft: {
      incidentId: input.incidentId,
      sentence: `${describeRef(refOf(target.object))}: ${actions.map((one) => one.sentence).join("; ")}`,
      risk: riskOf(actions, target.object.kind, strategy),
      actions,
      notes: [
        ...notes,
        ...noteOfBasis(action.action, finding),
        ...hintNotes(finding),
        ...helm.filter((note) => note !== undefined),
      ],
    },
  };
}

/** Whoever decides sees what was said, and that it proves nothing. */
function hintNotes({ evidence }: Finding): string[] {
  return evidence.filter(({ kind }) => kind === "hint").map(({ text }) => text);
}

function noteOfBasis(action: Action, finding: Finding): string[] {
  if (action.type === "SetMemoryLimit" || action.type === "ResizePod")
    return [`the new size: ${action.parameters.basis}`];
  if (action.type === "RollBackRevision") return finding.rollback === null ? [] : [finding.rollback.why];
  return [];
}

/**
 * Back to what ran well where there is such a revision and it was not tried; else more memory. Where that is known to
 * hold too rarely, the next one that is not, too.
 */
function mainActions(input: DraftInput): [Main, Main?] {
  const { object } = input.target;
  const blocked = rolloutStrategy(object).blocked;
  if (blocked !== null)
    return [{ impossible: `${describeRef(refOf(object))} cannot be changed: ${blocked}` }];
  const candidates: Main[] = [rollBack(input), repair(input), raise(input)].filter(
    (one) => one !== undefined,
  );
  const [first = raise(input), ...others] = candidates;
  if ("impossible" in first || !isPoorly(input, first)) return [first];
  const better = others.find((one) => "action" in one && !isPoorly(input, one));
  return better === undefined ? [first] : [first, better];
}

/** A plan is known by its first action. */
function isPoorly({ standings }: DraftInput, { first, action }: MainAction): boolean {
  const standing = standings.get((first ?? action).type);
  return standing !== undefined && isPoor(standing);
}

function shared(input: DraftInput) {
  const runs = input.finding.memory?.kills.map((kill) => kill.ranSeconds) ?? [];
  return {
    object: input.target.object,
    trail: { incidentId: input.incidentId, attemptNumber: nextNumber(input.attempts) },
    longestRunSeconds: Math.max(0, ...runs),
    settings: input.settings,
  };
}

export function nextNumber(attempts: readonly Attempt[]): number {
  return Math.max(0, ...attempts.map((attempt) => attempt.number)) + 1;
}

function rollBack(input: DraftInput): { action: Action } | undefined {
  const { rollback } = input.finding;
  const wasTried = input.attempts.some(
    (attempt) =>
      hasFailed(attempt) && attempt.plan.actions.some((action) => action.type === "RollBackRevision"),
  );
  if (rollback === null || wasTried) return undefined;
  const action = rollBackRevision({ ...shared(input), rollback });
  return action === undefined ? undefined : { action };
}

/** What the signature proposed, where it proposed something. */
function repair(input: DraftInput): Main | undefined {
  const proposed = input.finding.repair;
  if (proposed === null) return undefined;
  if (proposed.type === "EvictPod" && input.evictionRefusal !== null)
    return { impossible: input.evictionRefusal };
  if (proposed.type === "SetField" && proposed.parameters.configMap !== undefined) {
    const change = configChange({ ...shared(input), repair: proposed, config: input.config });
    return "impossible" in change
      ? change
      : { action: change.main, first: change.first, notes: change.notes };
  }
  return repairAction({ ...shared(input), repair: proposed });
}

/** A leak too is given time by more memory, but only a person may say so. */
export function isHelpedByMemory(cause: Finding["cause"]): boolean {
  return cause === "memory-limit-too-low" || cause === "memory-leak";
}

function raise(input: DraftInput): { action: Action } | { impossible: string } {
  const { finding, target } = input;
  const { object } = target;
  const name = describeRef(refOf(object));
  const memory = finding.memory;
  if (memory === null || !isHelpedByMemory(finding.cause))
    return { impossible: "this service makes no change for this cause: a person has to decide" };
  const found = findContainer(object, memory.container);
  if (found === undefined) return { impossible: `${name} has no container ${memory.container} any more` };
  const liveBytes = tryParseMemory(found.container.resources?.limits?.memory);
  if (liveBytes === undefined)
    return { impossible: `container ${memory.container} has no memory limit, so the node ran out of memory` };
  const isPod = object.kind === "Pod";
  if (object.kind === "Job")
    return { impossible: `${name}: the template of a Job cannot be changed; a new Job can` };
  if (isPod && !input.canResize)
    return {
      impossible: `${name}: this API server cannot resize a pod in place, and nothing recreates the pod`,
    };
  if (isPod && memory.containerKind === "init")
    return { impossible: `${name}: an init container cannot be resized in place` };
  if (!isPod && !["Deployment", "StatefulSet", "DaemonSet", "CronJob"].includes(object.kind))
    return { impossible: `${name}: a template of this kind does not reach its pods by itself` };
  const size = targetLimit(memory, floorBytes(input.attempts, memory.container, liveBytes));
  const compile = isPod ? resizePod : setMemoryLimit;
  const action = compile({ ...shared(input), memory, target: size });
  return action === undefined ? { impossible: `${name}: the limit could not be read` } : { action };
}
