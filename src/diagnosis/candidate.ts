import type { Cause } from "../domain/cause.ts";
import type { Evidence } from "../domain/evidence.ts";
import type { NextStep } from "../domain/handover.ts";
import type { MemoryCase } from "../domain/memory-case.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { Repair } from "../domain/repair.ts";
import type { RollbackCase } from "../domain/rollback-case.ts";

export type EvidenceDraft = Omit<Evidence, "id">;

/** One signature's opinion. Confidence 0 means ruled out, and then `contradictions` say why. */
export interface Candidate {
  cause: Cause;
  confidence: number;
  sentence: string;
  support: EvidenceDraft[];
  contradictions: string[];
  memory: MemoryCase | null;
  rollback: RollbackCase | null;
  /** The object at fault where it is not the one that was looked at. */
  object?: ObjectRef;
  repair?: Repair | null;
  advice?: NextStep[];
  /** It may pass by itself: until so long after the incident opened, waiting is right. */
  waitFor?: { seconds: number; reason: string };
}

export function ruledOut(cause: Cause, why: string): Candidate {
  return {
    cause,
    confidence: 0,
    sentence: "",
    support: [],
    contradictions: [why],
    memory: null,
    rollback: null,
  };
}
