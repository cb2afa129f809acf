import type { Verdict } from "../../domain/verdict.ts";
import type { JudgeInput } from "../rails/rail.ts";
import { judgeTraced, strictest } from "./judge.ts";
import type { Policy } from "./policy.ts";
import type { Trace } from "./trace.ts";

/** All that one decision was made from: what took another plan's place is judged together with that one. */
export interface RecordedInput extends JudgeInput {
  /** Of the plan in whose place experience chose this one: it may be allowed no more. */
  insteadOf?: JudgeInput | undefined;
}

export interface Judged {
  verdict: Verdict;
  trace: Trace;
  /** What the audit keeps: the same policy gives the same verdict on it. */
  record: RecordedInput;
}

/** Decides from what a row of the audit holds, when it is written and ever after. Pure. */
export function judgeRecorded(policy: Policy, record: RecordedInput): Judged {
  const { insteadOf, ...input } = record;
  const { verdict, trace } = judgeTraced(policy, input);
  if (insteadOf === undefined) return { verdict, trace, record };
  const other = judgeTraced(policy, insteadOf);
  return {
    verdict: strictest(verdict, other.verdict),
    trace: { ...trace, insteadOf: other.trace },
    record,
  };
}
