/** Why a program in the sandbox gave no result. */
export const SANDBOX_FAILURES = [
  "timeout",
  "memory",
  "output-too-large",
  "error",
  "invalid-output",
  "unavailable",
] as const;
export type SandboxFailure = (typeof SANDBOX_FAILURES)[number];

/** How a run of the sandbox ended: the label of its metric. */
export const SANDBOX_RESULTS = ["ok", ...SANDBOX_FAILURES] as const;
