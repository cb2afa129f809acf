import type { Verdict } from "../../domain/verdict.ts";
import type { Answer } from "./answer.ts";

/** One rule that was asked: `said` is "matched", "no" or why it could not be worked out. */
export interface AskedRule {
  rule: string;
  when: string;
  said: string;
}

/** What the rules said of one action; `answer` is null where none matched. */
export interface ActionTrace {
  action: string;
  asked: AskedRule[];
  answer: Answer | null;
  /** What would have been answered had nothing been learned of earlier tries; absent where that is the same, or not asked. */
  withoutHistory?: Pick<Verdict, "verdict" | "rule">;
}

/** How a verdict came about, step by step: the audit keeps it beside the verdict. */
export interface Trace {
  /** The rail that denied before any rule was asked. */
  rail: string | null;
  actions: ActionTrace[];
  /** The policy's windows that were open. */
  windows?: string[];
  /** What was decided before anything narrowed it: by a rule or by the default of the action. */
  before: Pick<Verdict, "verdict" | "rule">;
  /** What narrowed it after that, in order. */
  narrowed: string[];
  /** The same of the plan in whose place experience chose this one. */
  insteadOf?: Trace;
}
