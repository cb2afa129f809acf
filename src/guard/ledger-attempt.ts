import { digestOf } from "../core/json.ts";
import type { Action } from "../domain/action.ts";
import { type Plan, planSchema } from "../domain/plan.ts";
import { at, objectOf } from "./admission/json-value.ts";
import { admitted, type Decision, refused } from "./admission/refusal.ts";

/** One row of the guard's view of the ledger: an attempt that has no result yet. */
export interface LedgerAttempt {
  id: string;
  incidentId: string;
  number: number;
  planDigest: string;
  /** As it is stored; nothing of it is believed before its digest is. */
  plan: unknown;
  /** The target as it was, for an action that makes an object of it; null else. */
  preImage: unknown;
  /** UIDs of the pods that were there before the change. */
  podsBefore: readonly string[];
  steps: readonly string[];
  startedAt: Date;
  incidentStatus: string;
  /** Since when the incident has its status. */
  statusAt: Date | null;
  /** Whether it is the attempt that its incident is at. */
  isCurrent: boolean;
  /** Whether a person has said yes to exactly this plan. */
  isApproved: boolean;
  pausedUntil: Date | null;
}

/** Thrown in place of rows while a person has stopped all changes: nothing is admitted, whatever was begun. */
export class AllStopped extends Error {
  override readonly name = "AllStopped";
}

/** `pods`: those that block the change's rollout. */
export type Phase = "forward" | "pods" | "return";

/** What an incident does while each phase may write: a pod may come to block the rollout only while that is proven. */
const UNDER_WAY: Record<Phase, readonly string[]> = {
  forward: ["applying"],
  pods: ["applying", "verifying"],
  return: ["rolling-back"],
};

/** The service itself gives up after 900 s; the rest is for clocks that differ. */
const FORWARD_SECONDS = 960;
/** A return is tried for as long as a proof may take, a day at the most. */
const RETURN_SECONDS = 86_400;

export interface ReadAttempt {
  row: LedgerAttempt;
  plan: Plan;
  /** The change itself; what else the plan holds is done after it. */
  action: Action;
}

/** Undefined where the row holds no plan, or another one than was judged and shown. */
export function readPlan(row: LedgerAttempt): ReadAttempt | undefined {
  const { digest, ...content } = objectOf(row.plan);
  if (digest !== row.planDigest || digestOf(content) !== row.planDigest) return undefined;
  const plan = planSchema.safeParse(row.plan).data;
  const action = plan?.actions[0];
  return plan === undefined || action === undefined ? undefined : { row, plan, action };
}

/** Which objects a row is about is read before its plan is believed, so that the refusal can say what is wrong with it. */
export function claimedTarget(row: LedgerAttempt): unknown {
  return at(row.plan, "actions", 0, "target");
}

/** Whether the attempt may write now, in this phase. */
export function mayWrite({ row, plan }: ReadAttempt, phase: Phase, now: Date): Decision {
  const name = `attempt ${row.number} of incident ${row.incidentId}`;
  if (plan.verdict !== "auto" && !(plan.verdict === "approve" && row.isApproved))
    return refused("not-approved", `${name} has not been allowed`);
  if (!row.isCurrent || !UNDER_WAY[phase].includes(row.incidentStatus))
    return refused("stopped", `${name} is not under way: the incident is ${row.incidentStatus}`);
  // What was begun may be put back: to leave it half done is no pause.
  if (phase !== "return" && row.pausedUntil !== null && row.pausedUntil > now)
    return refused("stopped", `${name} is paused until ${row.pausedUntil.toISOString()}`);
  const [since, most] =
    phase === "return" ? [row.statusAt ?? row.startedAt, RETURN_SECONDS] : [row.startedAt, FORWARD_SECONDS];
  if (now.getTime() - since.getTime() > most * 1000)
    return refused("expired", `${name} was begun at ${since.toISOString()}`);
  return admitted(name);
}
