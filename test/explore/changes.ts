import type { Incident } from "../../src/domain/incident.ts";
import type { Phase } from "./phases.ts";
import type { Attempt, Worker, World } from "./world.ts";

const replaced = <T>(list: readonly T[], index: number, item: T): T[] =>
  list.map((one, at) => (at === index ? item : one));

export const withIncident = (world: World, index: number, incident: Incident): World => ({
  ...world,
  incidents: replaced(world.incidents, index, incident),
});

export const withWorker = (world: World, index: number, worker: Worker | null): World => ({
  ...world,
  workers: replaced(world.workers, index, worker),
});

export function inPhase(world: World, index: number, phase: Phase): World {
  const worker = world.workers[index];
  return worker ? withWorker(world, index, { ...worker, phase }) : world;
}

export const withAttempt = (world: World, id: string, change: Partial<Attempt>): World => ({
  ...world,
  attempts: world.attempts.map((one) => (one.id === id ? { ...one, ...change } : one)),
});

export function incidentAt(world: World, index: number): Incident {
  const incident = world.incidents[index];
  if (incident === undefined) throw new Error(`there is no incident ${index}`);
  return incident;
}

export function attemptById(world: World, wanted: string): Attempt {
  const attempt = world.attempts.find(({ id }) => id === wanted);
  if (attempt === undefined) throw new Error(`there is no attempt ${wanted}`);
  return attempt;
}

export function attemptOf(world: World, index: number): Attempt | undefined {
  const { attemptId } = incidentAt(world, index);
  return world.attempts.find(({ id }) => id === attemptId);
}
