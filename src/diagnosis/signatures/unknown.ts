import { describeRef } from "../../domain/object-ref.ts";
import type { Candidate } from "../candidate.ts";
import { logDraft } from "../evidence-drafts.ts";
import type { Facts } from "../facts.ts";
import { presentState } from "../present-state.ts";

const MOST_LOGS = 3;
const MOST_WORDS = 1200;

/** What its containers said last: read by a person or a model, and no ground for anything by itself. */
function lastWords({ logs, object, at }: Facts) {
  return logs
    .filter(({ text }) => text.trim() !== "")
    .slice(0, MOST_LOGS)
    .map((log) => logDraft(log, object.namespace, log.text.trim().slice(-MOST_WORDS), at));
}

/** What remains where no signature is sure: the state of things, for a person. */
export function unknownCause(facts: Facts): Candidate {
  const state = presentState(facts);
  const seen = state.slice(0, 2).map(({ text }) => text);
  return {
    cause: "unknown",
    confidence: 0.3,
    sentence: `The cause of the trouble of ${describeRef(facts.object)} is not known${seen.length === 0 ? "" : `: ${seen.join("; ").replace(/\.$/, "")}`}.`,
    support: [...state, ...lastWords(facts)],
    contradictions: [],
    memory: null,
    rollback: null,
  };
}
