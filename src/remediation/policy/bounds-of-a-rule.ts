import type { Action } from "../../domain/action.ts";
import type { JudgeInput } from "../rails/rail.ts";
import { overBounds } from "../sizing/bounds.ts";
import { type ActionBounds, beyondBounds } from "./bounds.ts";
import type { Policy, PolicyRule } from "./policy.ts";

/** Why an action goes beyond what the rule that matched allows it; what the rule leaves open is as the file says. Pure. */
export function beyondRuleBounds(
  policy: Pick<Policy, "bounds" | "memoryBounds">,
  { bounds }: Pick<PolicyRule, "bounds">,
  input: Pick<JudgeInput, "memory">,
  action: Action,
): string | undefined {
  if (action.type === "SetMemoryLimit" || action.type === "ResizePod") {
    const own = bounds.SetMemoryLimit;
    if (own === undefined) return undefined;
    const { fromLimitBytes, toLimitBytes } = action.parameters;
    const foreign = input.memory?.foreignLimitBytes ?? fromLimitBytes;
    return overBounds({ ...policy.memoryBounds, ...withoutAbsent(own) }, foreign, toLimitBytes);
  }
  const { type } = action;
  if (!isBounded(bounds, type)) return undefined;
  return beyondBounds({ [type]: { ...policy.bounds[type], ...bounds[type] } }, action);
}

function isBounded(bounds: ActionBounds, type: Action["type"]): type is keyof ActionBounds & Action["type"] {
  return Object.hasOwn(bounds, type);
}

const withoutAbsent = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
