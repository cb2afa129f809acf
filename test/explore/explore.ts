import { type Violation, violationOf } from "./invariants.ts";
import { keyOf } from "./key.ts";
import { personSteps } from "./models/approvals.ts";
import { correlationSteps, deliverySteps } from "./models/signals.ts";
import { wordSteps } from "./models/words.ts";
import { outsideSteps } from "./outside.ts";
import { isSettled, settledAs } from "./settled.ts";
import { withoutOvertaken, workerSteps } from "./steps/worker.ts";
import type { Model, Step, World } from "./world.ts";

export interface Explored {
  states: number;
  transitions: number;
  /** Whether all of them were seen, or the bound on states was met first. */
  isWhole: boolean;
  violation?: Violation & { trace: string[] };
  /** What the worlds in which all is said and done look like. */
  ends: ReadonlySet<string>;
}

interface Node {
  /** Undefined once its steps are taken: millions of worlds would not fit. */
  world: World | undefined;
  parent: number;
  step: string;
}

/** Every world that can be reached, the nearest first, so that a violation comes with its shortest story. */
export function explore(model: Model, start: World, { mostStates }: { mostStates: number }): Explored {
  const seen = new Map<string, number>([[keyOf(start), 0]]);
  const nodes: Node[] = [{ world: start, parent: -1, step: "start" }];
  const before: number[][] = [[]];
  const ends = new Set<string>();
  const settled: number[] = [];
  let transitions = 0;
  const result = (violation?: Violation & { trace: string[] }): Explored => ({
    states: nodes.length,
    transitions,
    isWhole: nodes.length < mostStates,
    ends,
    ...(violation && { violation }),
  });
  for (let at = 0; at < nodes.length && nodes.length < mostStates; at += 1) {
    const world = nodes[at]?.world;
    if (world === undefined) continue;
    nodes[at] = { parent: nodes[at]?.parent ?? -1, step: nodes[at]?.step ?? "", world: undefined };
    if (isSettled(world)) {
      settled.push(at);
      ends.add(settledAs(world));
    }
    for (const step of stepsFrom(model, world)) {
      transitions += 1;
      const violation = violationOf(step);
      if (violation !== undefined) return result({ ...violation, trace: [...traceTo(nodes, at), step.name] });
      const after = withoutOvertaken(model, step.world);
      const key = keyOf(after);
      let to = seen.get(key);
      if (to === undefined) {
        to = nodes.length;
        seen.set(key, to);
        nodes.push({ world: after, parent: at, step: step.name });
        before.push([]);
      }
      if (step.isOutside !== true) before[to]?.push(at);
    }
  }
  const stuck = nodes.length < mostStates ? firstStuck(before, settled) : undefined;
  if (stuck === undefined) return result();
  return result({
    invariant: 8,
    sentence: "left alone from here, it never comes to an end",
    trace: traceTo(nodes, stuck),
  });
}

function stepsFrom(model: Model, world: World): Step[] {
  return [
    ...workerSteps(model, world),
    ...correlationSteps(model, world),
    ...deliverySteps(model, world),
    ...personSteps(model, world),
    ...wordSteps(model, world),
    ...outsideSteps(model, world),
  ];
}

/** The nearest world from which no settled one can be reached without help from outside. */
function firstStuck(before: readonly (readonly number[])[], settled: readonly number[]): number | undefined {
  const canEnd = new Uint8Array(before.length);
  const queue = [...settled];
  for (const at of queue) canEnd[at] = 1;
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const from of before[at] ?? []) {
      if (canEnd[from] === 1) continue;
      canEnd[from] = 1;
      queue.push(from);
    }
  }
  const first = canEnd.indexOf(0);
  return first < 0 ? undefined : first;
}

function traceTo(nodes: readonly Node[], at: number): string[] {
  const trace: string[] = [];
  for (let node = nodes[at]; node !== undefined && node.parent >= 0; node = nodes[node.parent])
    trace.unshift(node.step);
  return trace;
}
