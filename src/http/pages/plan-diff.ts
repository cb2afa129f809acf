import { redact } from "../../core/redact.ts";
import { redactValue } from "../../core/redact-value.ts";
import type { Action } from "../../domain/action.ts";
import { planDiff } from "../../domain/plan-diff.ts";

export interface DiffLine {
  sign: "+" | "-" | " ";
  text: string;
}

/** What an action changes: the same lines as on the card. */
export function diffOf(action: Action): DiffLine[] {
  // The first line is the action's own sentence, which stands above.
  return planDiff({ actions: [action] })
    .slice(1)
    .map((line) => ({ sign: signOf(line), text: line.slice(2) }));
}

function signOf(line: string): DiffLine["sign"] {
  return line.startsWith("+ ") ? "+" : line.startsWith("- ") ? "-" : " ";
}

/** What must hold at the API server at the moment of the write, one line each. */
export function conditionsOf(action: Pick<Action, "patch">): string[] {
  return action.patch.flatMap((operation) => {
    if (operation.op !== "test") return [];
    const { value } = operation;
    const isScalar = value === null || typeof value !== "object";
    return [
      `${operation.path} ${isScalar ? `is ${redact(String(value))}` : "is as it was when the plan was made"}`,
    ];
  });
}

/** JSON for people who look closer, without what looks like a secret: a template may hold one in its environment. */
export function redactedJson(value: unknown): string {
  return JSON.stringify(redactValue(value), null, 2);
}
