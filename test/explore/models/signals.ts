import { type Candidate, chooseIncident } from "../../../src/incidents/choose-incident.ts";
import { newIncident } from "../../../src/incidents/open-incident.ts";
import { inTicks, NOW } from "../time.ts";
import { type Model, type Signal, SOAK, type Step, type World } from "../world.ts";
import { advance, type Transaction } from "./incidents.ts";

/** Stands for src/incidents/ingest.ts: stored, then answered; what was not answered is sent again, and stored once by its key. */
export function deliverySteps({ guards }: Model, world: World): Step[] {
  return world.signals.flatMap((signal, index) => {
    if (signal.isAnswered) return [];
    const sent = (change: Partial<Signal>, how: string): Step => ({
      name: `alert ${index} is delivered${how}`,
      world: withSignal(world, index, change),
      facts: [],
      isOutside: true,
    });
    if (!guards.storesBeforeAnswer && !signal.isStored)
      return [sent({ isAnswered: true }, ", and the process dies after the answer")];
    return [
      sent({ isStored: true, isAnswered: true }, ""),
      ...(signal.isStored ? [] : [sent({ isStored: true }, ", and the answer is lost")]),
    ];
  });
}

/** Stands for src/incidents/correlate.ts and join-or-open.ts, whose transaction looks again with the subject locked. */
export function correlationSteps(model: Model, world: World): Step[] {
  return world.signals.flatMap((signal, index) => {
    if (!signal.isStored || signal.incident !== null) return [];
    const tx: Transaction = { world, facts: [] };
    const target = chosen(model, world, signal) ?? open(tx, signal);
    tx.world = withSignal(tx.world, index, { incident: target });
    if (target < world.incidents.length)
      advance(model, tx, target, { type: "symptom", summary: "", quietAt: inTicks(SOAK) });
    return [{ name: `alert ${index} joins incident ${target}`, ...tx }];
  });
}

function chosen({ guards }: Model, world: World, { symptom, subject }: Signal): number | undefined {
  if (!guards.oneIdentity) return undefined;
  const candidates: Candidate[] = world.incidents.map((incident, index) => ({
    incident,
    symptoms: new Set(world.signals.filter((one) => one.incident === index).map((one) => one.symptom)),
  }));
  const own = candidates.filter(({ incident }) => incident.subject.uid === subject.uid);
  const found = chooseIncident(own, symptom, NOW);
  return found && candidates.indexOf(found);
}

function open(tx: Transaction, { subject }: Signal): number {
  const index = tx.world.incidents.length;
  const opening = {
    cluster: "c",
    subject,
    workload: subject,
    summary: "",
    source: "alertmanager" as const,
  };
  const incident = newIncident(String(index), opening, NOW);
  tx.world = { ...tx.world, incidents: [...tx.world.incidents, incident] };
  return index;
}

export const withSignal = (world: World, index: number, change: Partial<Signal>): World => ({
  ...world,
  signals: world.signals.map((one, at) => (at === index ? { ...one, ...change } : one)),
});
