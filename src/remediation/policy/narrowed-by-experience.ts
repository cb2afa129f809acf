import { isPoor, type Place, telling } from "../../domain/experience.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { JudgeInput } from "../rails/rail.ts";

const WHERE: Record<Place, string> = { here: "here", namespace: "in this namespace", cluster: "anywhere" };

/**
 * What held too rarely asks a person. Experience only ever narrows: whoever makes failures come and go can teach this
 * service to ask more often, and nothing else.
 */
export function narrowedByExperience({
  experience,
}: Pick<JudgeInput, "experience">): Pick<Verdict, "verdict" | "rule" | "reason"> | undefined {
  if (experience === null || experience === undefined || !isPoor(experience)) return undefined;
  const told = telling(experience);
  if (told === undefined) return undefined;
  const { held, tried } = told.tally;
  return {
    verdict: "approve",
    rule: "held-too-rarely",
    reason: `for this cause it held ${held} of ${tried} times ${WHERE[told.place]} (${Math.round(told.bound * 100)} % for sure), so a person must agree`,
  };
}
