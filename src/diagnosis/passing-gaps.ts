import type { Ids } from "../core/ids.ts";
import type { Conclusion, InvestigationInput } from "./diagnosis.ts";
import type { Gap } from "./facts.ts";
import { waitedSeconds } from "./hesitation.ts";
import { gapEvidence, withIds } from "./rank.ts";

/** A read that fails for a moment is tried again for so long after the incident opened or its last attempt ended. */
const PATIENCE_SECONDS = 120;
const LOOK_AGAIN_SECONDS = 5;

/**
 * What a look ends with that could not read all: with a repair it stands; one that would call a person, or would call the
 * object well, waits instead for what could not be read for a moment. What may never be read is not waited for.
 */
export function orLookAgain(
  conclusion: Conclusion,
  look: {
    gaps: readonly Gap[];
    at: Date;
    input: Pick<InvestigationInput, "incident" | "attempts">;
    ids: Ids;
  },
): Conclusion {
  const { incident, attempts } = look.input;
  const gaps = look.gaps.filter(({ isPassing }) => isPassing === true);
  const [first] = gaps;
  if (first === undefined || !isLeftToOthers(conclusion, look.input)) return conclusion;
  const at = look.at.toISOString();
  const openedAt = incident.openedAt.toISOString();
  if (waitedSeconds({ at, openedAt, attempts }) >= PATIENCE_SECONDS) return conclusion;
  return {
    kind: "wait",
    seconds: LOOK_AGAIN_SECONDS,
    reason: `for a moment it could not be read: ${first.what}`,
    evidence: withIds(look.ids, gapEvidence({ at, gaps })),
  };
}

/** Whether nothing would be done about the object itself, and nothing be asked of another's incident. */
function isLeftToOthers(conclusion: Conclusion, { incident }: Pick<InvestigationInput, "incident">): boolean {
  if (conclusion.kind !== "finding") return conclusion.kind === "healthy";
  const { repair, rollback, memory, object } = conclusion.finding;
  const own = [incident.subject, incident.workload];
  return (
    repair === null && rollback === null && memory === null && own.some((ref) => ref?.uid === object.uid)
  );
}
