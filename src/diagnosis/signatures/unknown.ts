import { describeRef } from "../../domain/object-ref.ts";
import type { Candidate } from "../candidate.ts";
import type { Facts } from "../facts.ts";
import { presentState } from "../present-state.ts";

/** What remains where no signature is sure: the state of things, for a person. */
export function unknownCause(facts: Facts): Candidate {
  const state = presentState(facts);
  const seen = state.slice(0, 2).map(({ text }) => text);
  return {
    cause: "unknown",
    confidence: 0.3,
    sentence: `The cause of the trouble of ${describeRef(facts.object)} is not known${seen.length === 0 ? "" : `: ${seen.join("; ").replace(/\.$/, "")}`}.`,
    support: state,
    contradictions: [],
    memory: null,
    rollback: null,
  };
}
