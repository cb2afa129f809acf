import { CAUSES } from "./data/causes.ts";
import type { Symptom } from "./symptom.ts";

export { CAUSES } from "./data/causes.ts";

export const CAUSE_FAMILIES = [
  "memory-and-cpu",
  "release",
  "images",
  "configuration",
  "probes",
  "routing",
  "scale",
  "scheduling",
  "storage",
  "access",
  "network",
  "jobs",
  "nodes",
  "stuck",
  "unknown",
] as const;
export type CauseFamily = (typeof CAUSE_FAMILIES)[number];

export interface CauseEntry {
  family: CauseFamily;
  sentence: string;
  /** A signal with one of these symptoms joins an open incident of this cause. */
  explains: readonly Symptom[];
}

export type Cause = keyof typeof CAUSES;
export const CAUSE_NAMES = Object.keys(CAUSES) as [Cause, ...Cause[]];

export function causeExplains(cause: Cause, symptom: Symptom): boolean {
  const explained: readonly Symptom[] = CAUSES[cause].explains;
  return explained.includes(symptom);
}

export function familyOf(cause: Cause): CauseFamily {
  return CAUSES[cause].family;
}
