import type { Violation } from "./invariants.ts";

/** What can happen next, and whether it need ever. */
export interface WalkStep<W> {
  name: string;
  world: W;
  /** From outside: it need not ever happen. */
  isOutside?: boolean;
}

/** Worlds, how one leads to the next, and what must be true of all of them. */
export interface System<W, S extends WalkStep<W>> {
  /** Two worlds of the same text are the same. */
  keyOf(world: W): string;
  stepsFrom(world: W): readonly S[];
  violationOf(step: S): Violation | undefined;
  /** Nothing is left to be done. */
  isSettled(world: W): boolean;
  /** What such a world looks like to whoever comes later. */
  settledAs(world: W): string;
}

export interface Explored {
  states: number;
  transitions: number;
  /** Whether all of them were seen, or the bound on states was met first. */
  isWhole: boolean;
  violation?: Violation & { trace: string[] };
  /** What the worlds in which all is said and done look like. */
  ends: ReadonlySet<string>;
}

interface Node<W> {
  /** Undefined once its steps are taken: millions of worlds would not fit. */
  world: W | undefined;
  parent: number;
  step: string;
}

/** Every world that can be reached, the nearest first, so that a violation comes with its shortest story. */
export function walk<W, S extends WalkStep<W>>(
  system: System<W, S>,
  start: W,
  { mostStates }: { mostStates: number },
): Explored {
  const seen = new Map<string, number>([[system.keyOf(start), 0]]);
  const nodes: Node<W>[] = [{ world: start, parent: -1, step: "start" }];
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
    if (system.isSettled(world)) {
      settled.push(at);
      ends.add(system.settledAs(world));
    }
    for (const step of system.stepsFrom(world)) {
      transitions += 1;
      const violation = system.violationOf(step);
      if (violation !== undefined) return result({ ...violation, trace: [...traceTo(nodes, at), step.name] });
      const key = system.keyOf(step.world);
      let to = seen.get(key);
      if (to === undefined) {
        to = nodes.length;
        seen.set(key, to);
        nodes.push({ world: step.world, parent: at, step: step.name });
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

function traceTo<W>(nodes: readonly Node<W>[], at: number): string[] {
  const trace: string[] = [];
  for (let node = nodes[at]; node !== undefined && node.parent >= 0; node = nodes[node.parent])
    trace.unshift(node.step);
  return trace;
}
