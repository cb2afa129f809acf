import type { ObjectName } from "../scenario.ts";
import type { IncidentNow } from "./incidents.ts";

/** What became of one incident while it was watched: its plans with the finding that each rests on. */
export interface Story {
  id: string;
  now: IncidentNow;
  plans: Map<string, { cause: string; object: ObjectName; isApproved: boolean; sentence: string }>;
}

export type Stories = Map<string, Story>;

/** Takes what an incident looks like now into its story; gives the digest of a plan that waits for a person. */
export function follow(stories: Stories, now: IncidentNow): string | undefined {
  const story = stories.get(now.id) ?? { id: now.id, now, plans: new Map() };
  story.now = now;
  stories.set(now.id, story);
  const { plan, finding } = now;
  if (plan === null || finding === null) return undefined;
  const known = story.plans.get(plan.digest);
  const { cause, object } = finding;
  if (known === undefined)
    story.plans.set(plan.digest, { cause, object, isApproved: false, sentence: plan.sentence });
  const isWaiting = now.status === "awaiting-approval" && now.approval?.state === "pending";
  return isWaiting ? plan.digest : undefined;
}

/** Nothing more is to come of it by itself. */
export const isAtRest = ({ now }: Story): boolean => now.status === "closed" || now.status === "needs-person";
