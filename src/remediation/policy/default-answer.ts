import { forAPerson } from "../actions/action-definition.ts";
import type { JudgeInput } from "../rails/rail.ts";
import type { Answer } from "./answer.ts";

/** What counts where no rule of the file speaks. */
export function byDefault(input: JudgeInput): Answer {
  if (input.draft.undoes !== undefined)
    return {
      verdict: "approve",
      rule: "default-undo",
      reason: "a fix that held is undone when a person has seen the plan",
    };
  const types = new Set(input.draft.actions.map((action) => action.type));
  if (types.has("RollBackRevision"))
    return {
      verdict: "auto",
      rule: "default-roll-back",
      reason: "a return to a revision that ran well",
    };
  if (types.has("SetMemoryLimit"))
    return { verdict: "auto", rule: "default-memory", reason: "a memory limit within the bounds" };
  if (input.draft.actions.some(({ type }) => type === "ResizePod"))
    return { verdict: "auto", rule: "default-memory", reason: "a memory limit within the bounds" };
  return input.repairDefault ?? forAPerson("a change of this kind");
}
