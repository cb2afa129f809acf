export const CHECK_STATUSES = ["ok", "warning", "failure", "skipped"] as const;
/** `skipped`: nothing can be said, for what it needs is not well. */
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** What was seen, in one line; where it is not well, with what to do. */
export interface Seen {
  status: CheckStatus;
  detail: string;
  remedy: string | null;
}

/** One thing that the doctor looks at. */
export interface Check {
  /** In kebab-case: how it is asked for alone. */
  name: string;
  /** Names of checks that stand before it; where one of them fails, nothing can be said here. */
  needs: readonly string[];
  /** One line for each thing that is worth one. What it throws is a failure. */
  run(signal: AbortSignal): Promise<readonly Seen[]>;
}

export const ok = (detail: string): Seen => ({ status: "ok", detail, remedy: null });
export const warning = (detail: string, remedy: string): Seen => ({ status: "warning", detail, remedy });
export const failure = (detail: string, remedy: string): Seen => ({ status: "failure", detail, remedy });
