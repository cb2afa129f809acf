import type { Cause } from "../domain/cause.ts";
import type { NextStep } from "../domain/handover.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { Repair } from "../domain/repair.ts";
import type { Candidate, EvidenceDraft } from "./candidate.ts";

/** A candidate without a memory size or a return to a revision. */
export function found(
  cause: Cause,
  is: {
    confidence: number;
    sentence: string;
    support: EvidenceDraft[];
    contradictions?: string[];
    object?: ObjectRef;
    repair?: Repair | null;
    advice?: NextStep[];
    waitFor?: { seconds: number; reason: string };
  },
): Candidate {
  return { cause, contradictions: [], memory: null, rollback: null, ...is };
}
