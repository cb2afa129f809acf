import { causesKnownBy, KNOWN_NAMES } from "../../../src/diagnosis/knowledge.ts";
import type { Expectation, Scenario } from "../scenario.ts";
import { createVary } from "../vary.ts";

/** The scenarios that such a part may serve: those that it alone can answer first, and of these the cheapest. */
export function servedBy(name: string, scenarios: readonly Scenario[], seed: number): Scenario[] {
  const causes = causesKnownBy(name);
  const serves = (one: Expectation): boolean =>
    one.causes.some((cause) => causes.includes(cause)) || one.object?.kind === name;
  return scenarios
    .filter((scenario) => expectationsOf(scenario, seed).some(serves))
    .map((scenario) => ({ scenario, rank: rankOf(name, scenario, seed) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ scenario }) => scenario);
}

/**
 * It cannot come out right without this part: only causes are right that no other part knows, and having found nothing
 * is wrong.
 */
export function isOnlyAnswerOf(name: string, scenario: Scenario, seed: number): boolean {
  return expectationsOf(scenario, seed).some(
    ({ outcome, alsoRight, causes }) =>
      causes.length > 0 &&
      ![outcome, ...(alsoRight?.outcomes ?? [])].includes("nothing") &&
      causes.every((cause) => knowersOf(cause).every((knower) => knower === name)),
  );
}

const knowersOf = (cause: string): string[] =>
  KNOWN_NAMES.filter((name) => causesKnownBy(name).includes(cause));

/** Those that accept one cause alone come before others: another part may be right by another word. */
function rankOf(name: string, scenario: Scenario, seed: number): number {
  const { cluster, expected } = scenario.play(createVary(seed, scenario.name));
  const isAlone = cluster !== undefined;
  return (isOnlyAnswerOf(name, scenario, seed) ? 0 : 100) + expected.causes.length * 2 + Number(isAlone);
}

function expectationsOf(scenario: Scenario, seed: number): Expectation[] {
  const listed = (one: Expectation): Expectation[] => [one, ...(one.secondly ? listed(one.secondly) : [])];
  return listed(scenario.play(createVary(seed, scenario.name)).expected);
}
