import type { JudgeInput } from "../rails/rail.ts";
import type { Answer } from "./answer.ts";
import { narrowedByExperience } from "./narrowed-by-experience.ts";

/** Turns an `auto` into a question, or passes. No rule of the file lifts one, but for `modelFound` where it says so. */
type Narrowing = (input: JudgeInput, answer: Answer) => Answer | undefined;

/** The first that speaks is the one that is named. */
export function narrow(input: JudgeInput, answer: Answer): Answer | undefined {
  if (answer.verdict !== "auto") return undefined;
  for (const narrowing of NARROWINGS) {
    const narrower = narrowing(input, answer);
    if (narrower !== undefined) return narrower;
  }
  return undefined;
}

/** Whatever a person's words led to, they or somebody else must have seen it: words allow nothing by themselves. */
function narrowedByHint({ isHinted }: JudgeInput): Answer | undefined {
  if (!isHinted) return undefined;
  return { verdict: "approve", rule: "after-a-hint", reason: "a person gave a hint, so a person must agree" };
}

/** From here on the evidence excludes other causes. */
const SURE = 0.9;

function setsMemory(input: JudgeInput): boolean {
  return input.draft.actions.some(({ type }) => type === "SetMemoryLimit" || type === "ResizePod");
}

/** What the evidence must show before any change happens without a person, whatever a rule allows. */
function narrowedByEvidence(input: JudgeInput, answer: Answer): Answer | undefined {
  const isModels = input.facts.finding.foundBy === "model";
  const setsField = input.draft.actions.some(({ type }) => type === "SetField");
  if (setsField || (isModels && answer.modelFound !== true))
    return {
      verdict: "approve",
      rule: "thought-of-by-a-model",
      reason: "no signature knows this, only a model thought of it, so a person must agree",
    };
  // A model excludes nothing and is never sure: the rule that promotes what it finds says that this is enough.
  return (isModels ? undefined : narrowedByDoubt(input)) ?? narrowedByMemory(input);
}

function narrowedByDoubt(input: JudgeInput): Answer | undefined {
  const isReturn = input.draft.actions.some(({ type }) => type === "RollBackRevision");
  const isRepair = input.repairDefault !== null;
  if ((isReturn || isRepair) && !input.isExclusive)
    return {
      verdict: "approve",
      rule: "not-the-only-answer",
      reason: "the evidence leaves other answers, so a person must choose",
    };
  // Sizes of memory have grounds of their own, below: what a program needs is rarely known for sure.
  if (!setsMemory(input) && input.facts.finding.confidence < SURE)
    return {
      verdict: "approve",
      rule: "not-sure-enough",
      reason: `the cause is ${Math.round(input.facts.finding.confidence * 100)} % sure, and under ${SURE * 100} % a person must agree`,
    };
  return undefined;
}

function narrowedByMemory(input: JudgeInput): Answer | undefined {
  if (input.memory === null) return undefined;
  if (!input.memory.isRepeated)
    return {
      verdict: "approve",
      rule: "one-kill-is-not-enough",
      reason: "one kill alone must not roll a whole workload: two within an hour, or a back-off, would",
    };
  if (!setsMemory(input)) return undefined;
  const isSuspected = input.memory.raises > 0 && input.memory.growth !== "bounded";
  if (isSuspected || input.memory.growth === "unbounded")
    return {
      verdict: "approve",
      rule: "growth-not-excluded",
      reason: "the evidence does not exclude that memory grows without end",
    };
  return undefined;
}

/** What serves now is taken down by nobody but a person, whatever the rules allow. */
function narrowedByDisruption({ disruption }: JudgeInput): Answer | undefined {
  return disruption == null
    ? undefined
    : { verdict: "approve", rule: "disruption", reason: `${disruption}, so a person must agree` };
}

/** The fault comes back with what caused it: to repair it again by ourselves would be a quarrel with whoever undid it. */
function narrowedByUndo({ undoneBefore, draft }: JudgeInput): Answer | undefined {
  if (undoneBefore == null || draft.undoes !== undefined) return undefined;
  return {
    verdict: "approve",
    rule: "undone-by-a-person",
    reason: `${undoneBefore}; so a person must agree`,
  };
}

const NARROWINGS: readonly Narrowing[] = [
  narrowedByUndo,
  narrowedByHint,
  narrowedByDisruption,
  narrowedByEvidence,
  narrowedByExperience,
];
