import type { Incident } from "../../src/domain/incident.ts";
import { OLDEST, type World } from "./world.ts";

/** Now is always 0: what is past moves away from it, and what is long past is all alike, so that the states are finite. */
export const NOW = new Date(0);
const TICK_MS = 60_000;

export const inTicks = (ticks: number): Date => new Date(ticks * TICK_MS);
export const ticksOf = (date: Date): number => date.getTime() / TICK_MS;

export const isDue = ({ dueAt }: Pick<Incident, "dueAt">): boolean =>
  dueAt !== null && dueAt.getTime() <= NOW.getTime();

export function tick(world: World): World {
  const { object } = world;
  return {
    ...world,
    incidents: world.incidents.map(earlier),
    attempts: world.attempts.map((attempt) =>
      attempt.rolledOutAt === null ? attempt : { ...attempt, rolledOutAt: passed(attempt.rolledOutAt) },
    ),
    approvals: world.approvals.map((one) => ({ ...one, expiresAt: Math.max(0, one.expiresAt - 1) })),
    pausedFor: Math.max(0, world.pausedFor - 1),
    object: { ...object, age: Math.min(OLDEST, object.age + 1) },
  };
}

const passed = (ticks: number) => Math.max(-OLDEST, ticks - 1);

function earlier(incident: Incident): Incident {
  const { dueAt, watchUntil, closedAt, lastSymptomAt } = incident;
  const ahead = (date: Date | null) => (date === null ? null : inTicks(Math.max(0, ticksOf(date) - 1)));
  const past = (date: Date) => inTicks(passed(ticksOf(date)));
  return {
    ...incident,
    dueAt: ahead(dueAt),
    watchUntil: ahead(watchUntil),
    closedAt: closedAt === null ? null : past(closedAt),
    lastSymptomAt: past(lastSymptomAt),
  };
}
