import { automatonOf } from "./automaton.ts";
import { parseExpression } from "./parse-expression.ts";

/**
 * Whether there is a text each repetition of which doubles the ways to match it, so that a matcher that tries them all
 * takes 2^n steps for n of them. That is so exactly where two ways lead from a place back to itself by the same
 * characters (exponential degree of ambiguity: Weber and Seidl, "On the degree of ambiguity of finite automata", 1991).
 * No clock takes part.
 */
export function canDouble(source: string, flags: string): boolean {
  const { node, looks } = parseExpression(source, flags);
  return [node, ...looks].some((one) => {
    const { takes, next } = automatonOf(one);
    const places = takes.map((_, place) => place);
    const targets = (place: number) => [...(next[place]?.keys() ?? [])];
    const component = componentsOf(places, targets);
    const inLoop = (from: number, to: number) => component.get(from) === component.get(to);
    const twice = places.some((from) =>
      [...(next[from] ?? [])].some(([to, ways]) => ways > 1 && inLoop(from, to)),
    );
    if (twice) return true;
    const loops = places.filter((place) => targets(place).some((to) => inLoop(place, to)));
    const size = takes.length;
    const pairs = loops.flatMap((a) => loops.filter((b) => inLoop(a, b)).map((b) => a * size + b));
    const together = componentsOf(pairs, (pair) => {
      const [a, b] = [Math.floor(pair / size), pair % size];
      const into = (place: number) => targets(place).filter((to) => inLoop(place, to));
      return into(a).flatMap((to) =>
        into(b)
          .filter((other) => ((takes[to] ?? 0n) & (takes[other] ?? 0n)) !== 0n)
          .map((other) => to * size + other),
      );
    });
    const alike = new Set(loops.map((place) => together.get(place * size + place)));
    return pairs.some((pair) => Math.floor(pair / size) !== pair % size && alike.has(together.get(pair)));
  });
}

/** Strongly connected components by Tarjan, without recursion: a number for each node. */
function componentsOf(nodes: readonly number[], targets: (node: number) => number[]): Map<number, number> {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const component = new Map<number, number>();
  const open: number[] = [];
  for (const root of nodes) {
    if (index.has(root)) continue;
    const path: { node: number; left: number[] }[] = [];
    const enter = (node: number) => {
      index.set(node, index.size);
      low.set(node, index.get(node) ?? 0);
      open.push(node);
      path.push({ node, left: targets(node) });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { node, left } = top;
      const to = left.pop();
      const lower = (value: number) => low.set(node, Math.min(low.get(node) ?? 0, value));
      if (to !== undefined) {
        if (!index.has(to)) enter(to);
        else if (!component.has(to)) lower(index.get(to) ?? 0);
        continue;
      }
      path.pop();
      const above = path.at(-1)?.node;
      if (above !== undefined) low.set(above, Math.min(low.get(above) ?? 0, low.get(node) ?? 0));
      if (low.get(node) !== index.get(node)) continue;
      for (let one = open.pop(); one !== undefined; one = open.pop()) {
        component.set(one, node);
        if (one === node) break;
      }
    }
  }
  return component;
}
