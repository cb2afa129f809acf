import { messageOf } from "../../../src/core/errors.ts";
import type { ChaosStage } from "../stage/stage.ts";
import type { Chance, Fault } from "./fault.ts";

/** How often each came about. */
export type FaultCounts = Map<string, number>;

export interface FaultRun {
  chance: Chance;
  faults: readonly Fault[];
  /** Wall time from one to the next. */
  everyMs: number;
  /** So many at once at most. */
  together: number;
  /** Whether another one is to come. */
  goesOn(struck: number): boolean;
  onStruck(name: string): void;
}

/** In rounds: each fault once in an order of the seed's before any comes again. Resolves when the last one is over. */
export async function runFaults(stage: ChaosStage, run: FaultRun): Promise<FaultCounts> {
  const counts: FaultCounts = new Map();
  const open = new Map<string, Promise<void>>();
  let round: Fault[] = [];
  for (let struck = 0; run.goesOn(struck); ) {
    if (round.length === 0) round = shuffled(run.faults, run.chance);
    const at = open.size < run.together ? round.findIndex(({ part }) => !open.has(part)) : -1;
    const [fault] = at < 0 ? [] : round.splice(at, 1);
    if (fault === undefined) {
      await Promise.race(open.values());
      continue;
    }
    struck += 1;
    run.onStruck(fault.name);
    counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
    const over = strike(fault, stage, run.chance).finally(() => open.delete(fault.part));
    open.set(fault.part, over);
    await run.chance.wait(run.everyMs / 2, (run.everyMs * 3) / 2);
  }
  await Promise.all(open.values());
  return counts;
}

/** What two faults at once make impossible (a setting of a database that is down) is no fault of anybody. */
async function strike(fault: Fault, stage: ChaosStage, chance: Chance): Promise<void> {
  await fault.strike(stage, chance).catch((error: unknown) => {
    process.stderr.write(`${fault.name}: ${messageOf(error)}\n`);
  });
}

function shuffled(faults: readonly Fault[], { integer }: Chance): Fault[] {
  const keyed = faults.map((fault) => ({ fault, key: integer(0, 1e9) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ fault }) => fault);
}
