import { canonicalJson } from "../../core/json.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Facts, Revision } from "../facts.ts";
import { secondsSince } from "../since.ts";
import { lastGood } from "./last-good.ts";

/**
 * The revision before the newest, where the newest has this part of the pod's specification differently: then going back
 * may be the better repair, and a repair of the part alone is the second best.
 */
export function broughtByNewest(
  facts: Facts,
  part: (spec: Record<string, unknown>) => unknown,
): Revision | undefined {
  const [newest, before] = facts.revisions;
  if (newest === undefined || before === undefined) return undefined;
  const of = (revision: Revision) => canonicalJson(part(recordOf(revision.template.raw.spec)) ?? null);
  return of(newest) === of(before) ? undefined : before;
}

/** Below what a proven return to an earlier revision has. */
const SECOND_BEST = 0.8;

/** The confidence in a fault of a part of the template, given whether the newest revision brought it. */
export function unlessNew(
  facts: Facts,
  confidence: number,
  part: (spec: Record<string, unknown>) => unknown,
): number {
  return broughtByNewest(facts, part) === undefined ? confidence : Math.min(confidence, SECOND_BEST);
}

/** Below any return to an earlier revision. */
const BEHIND_A_RETURN = 0.63;
/** What has run for longer did not fail because of its rollout. */
const YOUNG_SECONDS = 3600;

/**
 * The confidence in a fault that any part of the newest revision may have brought, its image among them: where an earlier
 * revision is known to have worked, going back comes first.
 */
export function unlessRelease(facts: Facts, confidence: number): number {
  const known = lastGood(facts);
  const isYoung = secondsSince(facts.at, known?.newest.servedFrom ?? "") < YOUNG_SECONDS;
  return known === undefined || !isYoung ? confidence : Math.min(confidence, BEHIND_A_RETURN);
}
