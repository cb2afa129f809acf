import type { Verdict } from "../../domain/verdict.ts";
import type { RemediationSettings } from "../remediation-deps.ts";

/** When a question that is put now reaches others too, and when it is given up: as the rule says, else as the settings do. */
export function questionTimes(
  verdict: Pick<Verdict, "escalateAfterSeconds" | "expireAfterSeconds">,
  settings: Pick<RemediationSettings, "approvalTimeoutSeconds">,
  now: Date,
): { expiresAt: Date; escalateAt: Date } {
  const { expireAfterSeconds = settings.approvalTimeoutSeconds } = verdict;
  const { escalateAfterSeconds = expireAfterSeconds / 2 } = verdict;
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  return {
    expiresAt: after(expireAfterSeconds),
    escalateAt: after(Math.min(escalateAfterSeconds, expireAfterSeconds)),
  };
}
