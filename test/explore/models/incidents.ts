import type { IncidentEvent } from "../../../src/domain/incident-event.ts";
import { IllegalTransition, transitionBy } from "../../../src/domain/transition.ts";
import { incidentAt, withIncident, withWorker } from "../changes.ts";
import { inTicks, NOW } from "../time.ts";
import type { Fact, Model, Step, World } from "../world.ts";

/** Stands for src/incidents/live-incident-store.ts and record-event.ts: claims with an epoch, and one transaction a commit. */
export interface Transaction {
  world: World;
  facts: Fact[];
}

export function advance(model: Model, tx: Transaction, index: number, event: IncidentEvent): void {
  const before = incidentAt(tx.world, index);
  const { incident, effects } = transitionBy(model.table, { incident: before, event, now: NOW });
  tx.world = withIncident(tx.world, index, incident);
  const hasEnded = incident.status === "closed" && before.status !== "closed";
  if (hasEnded) tx.world = wakeSymptoms(tx.world, incident.id);
  for (const effect of effects) {
    if (effect.type === "wake") tx.facts.push({ kind: "woken", incident });
    if (effect.type !== "void-approval") continue;
    const voided = before.approvalId ?? incident.approvalId;
    const approvals = tx.world.approvals.map((one) =>
      one.id === voided && one.state === "pending" ? { ...one, state: "void" as const } : one,
    );
    tx.world = { ...tx.world, approvals };
  }
}

/** Those that are ill through it look at the cluster now. */
function wakeSymptoms(world: World, rootId: string): World {
  const incidents = world.incidents.map((one) =>
    one.causedBy === rootId && one.status === "investigating" ? { ...one, dueAt: NOW } : one,
  );
  return { ...world, incidents };
}

/** What a worker commits; where it was overtaken, nothing but that it lets go. */
export function commit(
  model: Model,
  world: World,
  given: { worker: number; name: string; work: (tx: Transaction, incident: number) => void },
): Step {
  const held = world.workers[given.worker];
  if (!held) throw new Error(`worker ${given.worker} holds nothing`);
  const name = `worker ${given.worker}: ${given.name}`;
  const { incident } = held;
  const isCurrent = incidentAt(world, incident).epoch === held.epoch;
  if (model.guards.fencing && !isCurrent)
    return { name: `${name} (overtaken)`, world: withWorker(world, given.worker, null), facts: [] };
  const tx: Transaction = { world: withWorker(world, given.worker, null), facts: [] };
  try {
    given.work(tx, incident);
  } catch (error) {
    if (!(error instanceof IllegalTransition)) throw error;
    return { name: `${name} (failed)`, world: putOff(world, given.worker), facts: [] };
  }
  return { name, world: tx.world, facts: tx.facts };
}

/** Stands for src/agents/incident-runner.ts: a run that failed decided nothing and comes again. */
export function putOff(world: World, worker: number): World {
  const held = world.workers[worker];
  const idle = withWorker(world, worker, null);
  if (!held || !isCurrent(world, worker)) return idle;
  const postponed = { ...incidentAt(world, held.incident), dueAt: inTicks(1) };
  return withIncident(idle, held.incident, postponed);
}

/** Whether this worker is still the one that the row names. */
export function isCurrent(world: World, worker: number): boolean {
  const held = world.workers[worker];
  return held !== null && held !== undefined && incidentAt(world, held.incident).epoch === held.epoch;
}
