import type { Ids } from "../core/ids.ts";
import { redact } from "../core/redact.ts";
import type { Evidence } from "../domain/evidence.ts";
import type { Finding } from "../domain/finding.ts";
import type { Candidate, EvidenceDraft } from "./candidate.ts";
import type { Conclusion } from "./diagnosis.ts";
import type { Facts } from "./facts.ts";

const MAX_EVIDENCE = 20;
const MAX_TEXT = 2000;

/** What a ranking says of its scene, whatever kind of object it is about. */
export type Scene = Pick<Facts, "object" | "at" | "gaps">;

/** The surest candidate becomes the finding; of equals the one that the catalogue names first. The others are ruled out, with why. */
export function rank(
  facts: Scene,
  ids: Ids,
  candidates: readonly Candidate[],
  /** Evidence of the scene itself, whatever the cause. */
  remarks: readonly EvidenceDraft[] = [],
): Conclusion {
  const [best, ...others] = candidates.toSorted((a, b) => b.confidence - a.confidence);
  if (best === undefined) throw new Error("there must be at least one candidate");
  return {
    kind: "finding",
    finding: {
      cause: best.cause,
      object: best.object ?? facts.object,
      confidence: best.confidence,
      sentence: withGaps(facts, best.sentence),
      evidence: withIds(ids, [
        ...best.support.slice(0, MAX_EVIDENCE - remarks.length),
        ...remarks,
        ...doubts(facts, best),
        ...gapEvidence(facts),
      ]),
      ruledOut: ruledOutOf(best, others),
      memory: best.memory,
      rollback: best.rollback,
      repair: best.repair ?? null,
      advice: best.advice ?? [],
      ...alternativesOf(facts, best, others),
    },
  };
}

const MOST_ALTERNATIVES = 5;

/** Where the best is not sure: what the others would do to this same object. */
function alternativesOf(
  facts: Scene,
  best: Candidate,
  others: readonly Candidate[],
): Pick<Finding, "alternatives"> {
  const own = (best.object ?? facts.object).uid;
  const alternatives = others.flatMap(({ cause, confidence, sentence, repair, object }) =>
    repair != null && confidence > 0 && (object ?? facts.object).uid === own && repair.target.uid === own
      ? [{ cause, confidence, sentence: redact(sentence), repair }]
      : [],
  );
  return alternatives.length === 0 || best.confidence >= SURE
    ? {}
    : { alternatives: alternatives.slice(0, MOST_ALTERNATIVES) };
}

const SURE = 0.9;

/** Each cause once: several signatures, or one for each container, may speak of the same. */
function ruledOutOf(best: Candidate, others: readonly Candidate[]) {
  const told = others.filter(({ cause }) => cause !== "unknown" && cause !== best.cause);
  const firsts = told.filter(({ cause }, index) => told.findIndex((one) => one.cause === cause) === index);
  return firsts.map(whyNot(best));
}

const whyNot =
  (best: Candidate) =>
  ({ cause, confidence, contradictions, sentence }: Candidate) => ({
    cause,
    why: redact(
      confidence === 0
        ? contradictions.join("; ")
        : `less likely (${confidence} against ${best.confidence}): ${[sentence, ...contradictions].join("; ")}`,
    ).slice(0, MAX_TEXT),
  });

export function withIds(ids: Ids, drafts: readonly EvidenceDraft[]): Evidence[] {
  return drafts
    .slice(0, MAX_EVIDENCE)
    .map((draft) => ({ id: ids.next(), ...draft, text: redact(draft.text).slice(0, MAX_TEXT) }));
}

function withGaps(facts: Scene, sentence: string): string {
  if (facts.gaps.length === 0) return redact(sentence);
  const missing = facts.gaps.map(({ what }) => what).slice(0, 3);
  const more = facts.gaps.length > missing.length ? ` and ${facts.gaps.length - missing.length} more` : "";
  return redact(`${sentence} It was found without: ${missing.join(", ")}${more}.`);
}

const doubts = (facts: Scene, { contradictions }: Candidate): EvidenceDraft[] =>
  contradictions.map((text) => ({
    kind: "specification",
    source: `kubectl get ${facts.object.kind.toLowerCase()} -n ${facts.object.namespace} ${facts.object.name} -o yaml`,
    at: facts.at,
    text: `against it: ${text}`,
  }));

export const gapEvidence = ({ at, gaps }: Pick<Scene, "at" | "gaps">): EvidenceDraft[] =>
  gaps.map(({ what, why, isPassing }) => ({
    kind: "gap",
    source: isPassing === true ? "kubectl get --raw /readyz" : "kubectl auth can-i --list",
    at,
    text: `not read: ${what} (${why})`,
  }));
