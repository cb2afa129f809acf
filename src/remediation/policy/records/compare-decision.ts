import { messageOf } from "../../../core/errors.ts";
import type { Verdict } from "../../../domain/verdict.ts";
import { judgeRecorded, type RecordedInput } from "../judge-recorded.ts";
import type { Policy } from "../policy.ts";

/** What one policy says of a recorded decision, in a line: "approve by databases, 2 people, on the card". */
export interface Replay {
  verdict: Verdict["verdict"] | "error";
  rule: string;
  reason: string;
  /** The verdict with what is wanted beside it, without the rule's name. */
  sense: string;
}

/** Two policies decide the same where the sense is the same; another rule alone changes nothing. Pure. */
export function compareDecision(
  record: RecordedInput,
  { older, newer }: { older: Policy; newer: Policy },
): { older: Replay; newer: Replay; isChanged: boolean } {
  const [one, other] = [replay(older, record), replay(newer, record)];
  return { older: one, newer: other, isChanged: one.sense !== other.sense };
}

function replay(policy: Policy, record: RecordedInput): Replay {
  try {
    const { verdict } = judgeRecorded(policy, record);
    return { verdict: verdict.verdict, rule: verdict.rule, reason: verdict.reason, sense: senseOf(verdict) };
  } catch (error) {
    const reason = `it cannot be decided again from what was recorded: ${messageOf(error)}`;
    return { verdict: "error", rule: "", reason, sense: "error" };
  }
}

export function senseOf(verdict: Verdict): string {
  const { approvers, decideOn, decidedBy, soakSeconds, escalateAfterSeconds, expireAfterSeconds, notify } =
    verdict;
  const demands = [
    verdict.autonomy === "observe" ? "only observed" : "",
    approvers === undefined ? "" : `${approvers} people`,
    decideOn === undefined ? "" : `on the ${decideOn}`,
    (decidedBy ?? []).map((names) => `one of ${names.join(" ")}`).join(", "),
    soakSeconds === undefined ? "" : `soak ${soakSeconds} s`,
    escalateAfterSeconds === undefined ? "" : `escalates after ${escalateAfterSeconds} s`,
    expireAfterSeconds === undefined ? "" : `ends after ${expireAfterSeconds} s`,
    notify === undefined ? "" : `told by ${notify}`,
  ];
  return [verdict.verdict, ...demands.filter((one) => one !== "")].join(", ");
}
