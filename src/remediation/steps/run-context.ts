import type { Attempt } from "../../domain/attempt.ts";
import type { Incident } from "../../domain/incident.ts";
import { mainActionOf } from "../../domain/main-action.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { Plan } from "../../domain/plan.ts";
import { attemptsOf, readAttempt } from "../ledger/attempt-rows.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";

export async function readIncident(deps: RemediationDeps, incidentId: string): Promise<Incident> {
  const incident = await deps.store.read(incidentId);
  if (incident === undefined) throw new Error(`there is no incident ${incidentId}`);
  return incident;
}

/** What a step begins with. */
export async function incidentOf(deps: RemediationDeps, { incident, claim }: Run): Promise<Incident> {
  return incident ?? readIncident(deps, claim.incidentId);
}

export function planOf(incident: Incident): Plan {
  if (incident.plan === null) throw new Error(`incident ${incident.id} is ${incident.status} without a plan`);
  return incident.plan;
}

export function mainAction(plan: Plan): Plan["actions"][number] {
  const action = mainActionOf(plan);
  if (action === undefined) throw new Error(`plan ${plan.digest} has no action`);
  return action;
}

/** The attempt under way, or undefined where none has begun. */
export async function currentAttempt(
  deps: RemediationDeps,
  incident: Incident,
): Promise<Attempt | undefined> {
  return incident.attemptId === null ? undefined : readAttempt(deps.db, incident.attemptId);
}

/** The newest repair of an incident, also of one that is over; what was to undo one is none. */
export async function lastAttempt(deps: RemediationDeps, incidentId: string): Promise<Attempt | undefined> {
  return (await attemptsOf(deps.db, incidentId)).filter(({ plan }) => plan.undoes === undefined).at(-1);
}

export function after(from: Date, seconds: number): Date {
  return new Date(from.getTime() + seconds * 1000);
}

export function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}

/** How long without a symptom counts as quiet: the plan's soak, or the least one. */
export function quietSeconds(deps: RemediationDeps, incident: Incident): number {
  const runs = incident.finding?.memory?.kills.map((kill) => kill.ranSeconds) ?? [];
  const wanted = 2 * Math.max(0, ...runs);
  const { verifySoakSeconds, verifySoakMaxSeconds } = deps.settings;
  return Math.min(Math.max(wanted, verifySoakSeconds), verifySoakMaxSeconds);
}

export function subjectText(incident: Incident): string {
  return describeRef(incident.subject);
}
