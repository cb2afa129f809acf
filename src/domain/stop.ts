export const STOP_DOORS = ["cli", "api", "page"] as const;
export type StopDoor = (typeof STOP_DOORS)[number];

/** Nothing is written to the cluster while it stands, whoever wants it and wherever. */
export interface Stop {
  by: string;
  door: StopDoor;
  reason: string;
  at: Date;
}

export function stopSentence({ by, reason, at }: Pick<Stop, "by" | "reason" | "at">): string {
  return `all changes are stopped since ${at.toISOString()} by ${by}${reason === "" ? "" : `: ${reason}`}`;
}
