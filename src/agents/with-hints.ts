import { CAUSES } from "../domain/cause.ts";
import type { Evidence } from "../domain/evidence.ts";
import type { Finding } from "../domain/finding.ts";
import { hintedCauses } from "../domain/hinted-causes.ts";
import type { Hint } from "../incidents/experience/question.ts";

/**
 * The finding with what people said as evidence, and the causes that their words may mean as something to look at. The
 * finding itself stays what the facts showed: words of a person prove nothing, and words that somebody else put in their
 * mouth do no more.
 */
export function withHints(finding: Finding, hints: readonly Hint[]): Finding {
  if (hints.length === 0) return finding;
  const evidence = hints.map(
    ({ number, text, by, at }): Evidence => ({
      id: `hint-${number}`,
      kind: "hint",
      source: `hint of ${by}`,
      at,
      text: `${by} gave a hint: ${text}`,
    }),
  );
  const advice = hints.flatMap(({ by, text }) =>
    hintedCauses(text)
      .filter((cause) => cause !== finding.cause)
      .map((cause) => ({
        text: `${by}'s hint may mean ${cause}: ${CAUSES[cause].sentence} The evidence does not show it; see for yourself.`,
      })),
  );
  return {
    ...finding,
    evidence: [...evidence, ...finding.evidence],
    advice: [...advice.slice(0, MOST_ADVICE), ...finding.advice],
  };
}

const MOST_ADVICE = 4;
