import { CAUSES, type Cause } from "../../../src/domain/cause.ts";
import type { ObjectName, OutcomeClass } from "../scenario.ts";
import type { Stories, Story } from "./story.ts";

/** One thing that the service brought about: a repair that held, a hand-over, or something that it left undone. */
export interface Ending {
  outcome: OutcomeClass | "unfinished" | "other";
  cause: string;
  object: ObjectName | null;
  text: string;
}

/** Of all incidents; nothing of those that closed by themselves, were merged, or hang on another. */
export function endingsOf(stories: Stories): Ending[] {
  const all = [...stories.values()].flatMap((story) => [...repairs(story, stories), ...rest(story, stories)]);
  return all.filter((one, at) => all.findIndex((other) => isSame(one, other)) === at);
}

const isSame = (a: Ending, b: Ending) =>
  a.outcome === b.outcome && a.cause === b.cause && JSON.stringify(a.object) === JSON.stringify(b.object);

/**
 * Those that were verified, and those that were kept on the way there: the fault behind the first one came next, in this
 * incident or in one that its own symptom opened, and may be a person's.
 */
function repairs({ now, plans }: Story, stories: Stories): Ending[] {
  const verified = now.attempts.findLastIndex(({ result }) => result === "verified");
  const last = now.status === "closed" && isEndedByAnother(now, stories) ? now.attempts.length : verified;
  return now.attempts.flatMap(({ planDigest, result }, index) => {
    const plan = plans.get(planDigest);
    if (plan === undefined) return [];
    const isLeftBehind =
      result === "kept" && (index < last || isAnotherFamily(plan.cause, now.finding?.cause));
    if (result !== "verified" && !isLeftBehind) return [];
    const { cause, object, sentence } = plan;
    return [{ outcome: plan.isApproved ? "proposed" : "repaired", cause, object, text: sentence } as const];
  });
}

/** What is wrong now has nothing to do with what was repaired: that is gone, whoever answers for the rest. */
function isAnotherFamily(repaired: string, now: string | undefined): boolean {
  const familyOf = (cause: string | undefined) => CAUSES[cause as Cause]?.family;
  return now !== undefined && familyOf(repaired) !== familyOf(now);
}

function isEndedByAnother(now: Story["now"], stories: Stories): boolean {
  const isSubject = ({ subject }: Story["now"]) => JSON.stringify(subject) === JSON.stringify(now.subject);
  return [...stories.values()].some(
    (other) =>
      other.id !== now.id &&
      isSubject(other.now) &&
      other.now.attempts.some(({ result }) => result === "verified"),
  );
}

function rest(story: Story, stories: Stories): Ending[] {
  const { now } = story;
  const object = now.finding?.object ?? now.subject;
  const cause = now.finding?.cause ?? now.cause ?? "none";
  const text = `${now.subject.kind} ${now.subject.name}: ${now.status} ${now.outcome ?? ""} ${now.handover?.sentence ?? now.summary}`;
  const as = (outcome: Ending["outcome"]): Ending[] => [{ outcome, cause, object, text }];
  if (now.status === "needs-person" || now.outcome === "handed-over") return as("person");
  if (now.status === "closed") {
    const isQuiet = ["fixed", "self-resolved", "merged"].includes(now.outcome ?? "");
    return isQuiet ? [] : as("other");
  }
  return isWaitingForRoot(story, stories) ? [] : as("unfinished");
}

/** What was attempted with nobody's yes: the sentences of those plans. */
export function unaskedOf(stories: Stories): string[] {
  return [...stories.values()].flatMap(({ now, plans }) =>
    now.attempts.flatMap(({ planDigest }) => {
      const plan = plans.get(planDigest);
      if (plan?.isApproved === true) return [];
      return [plan?.sentence ?? `a plan that nobody saw (${planDigest})`];
    }),
  );
}

/** A symptom stays open as long as its root is with a person. */
function isWaitingForRoot({ now }: Story, stories: Stories): boolean {
  const root = now.causedBy === null ? undefined : stories.get(now.causedBy);
  if (root === undefined) return false;
  return (
    root.now.status === "needs-person" ||
    root.now.outcome === "handed-over" ||
    isWaitingForRoot(root, stories)
  );
}
