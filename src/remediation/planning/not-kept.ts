import type { PlanDraft } from "../../domain/plan.ts";
import { isKeptExactly } from "../../incidents/stored-json.ts";

/**
 * Why a change cannot be recorded as it is; undefined where it can. A patch that came back from its row without these
 * characters would fail at its own tests, and its inverse would put back something else.
 */
export function notKept(draft: PlanDraft): string | undefined {
  return isKeptExactly(draft)
    ? undefined
    : "what it would change holds characters that cannot be kept (NUL, or halves of a pair), so that it could not be put back as it was: take them out of the object";
}
