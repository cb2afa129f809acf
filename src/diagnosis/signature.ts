import type { Cause, CauseFamily } from "../domain/cause.ts";
import type { RepairType } from "../domain/repair.ts";
import type { Candidate } from "./candidate.ts";
import type { Facts } from "./facts.ts";

/**
 * What a seasoned engineer would recognise: from facts to candidates, pure. A signature answers with a candidate where it
 * sees its cause or can rule it out with a reason worth telling, and with nothing where the facts do not touch it.
 * `name` is unique and is what a test takes out.
 */
export interface Signature {
  name: string;
  family: CauseFamily;
  /** For the table in docs/causes.md: the causes that it recognises, from which evidence, and what it would repair. */
  explains?: readonly CauseExplanation[];
  diagnose(facts: Facts): Candidate[];
}

export interface CauseExplanation {
  cause: Cause;
  /** One line a kind of evidence, in words. */
  evidence: readonly string[];
  /** What it proposes where the evidence carries it; empty where a person is told what to do. */
  repairs: readonly (RepairType | "SetMemoryLimit" | "ResizePod" | "RollBackRevision")[];
}
