import type { CheckLine } from "./run-checks.ts";

export interface Overall {
  failures: number;
  warnings: number;
  /** Of the process. */
  exitCode: 0 | 1;
}

/** Warnings are no failure, unless asked for: the service does its work with them. Pure. */
export function overallOf(lines: readonly CheckLine[], { isStrict }: { isStrict: boolean }): Overall {
  const count = (status: CheckLine["status"]) => lines.filter((line) => line.status === status).length;
  const failures = count("failure");
  const warnings = count("warning");
  return { failures, warnings, exitCode: failures > 0 || (isStrict && warnings > 0) ? 1 : 0 };
}
