import { createRandom } from "../../src/simulation/store/random.ts";
import { BASES, IMAGE_REGISTRIES, LABEL_STYLES, NAMESPACE_ENDS, TEAMS } from "./data/words.ts";
import type { Vary } from "./scenario.ts";

/** The same seed and scenario give the same names; another scenario of the seed shares no namespace with it. */
export function createVary(seed: number, scenario: string): Vary {
  const random = createRandom(hash(`${seed}/${scenario}`));
  const integer = (from: number, to: number) => from + Math.floor(random.next() * (to - from + 1));
  const pick = <T>(of: readonly T[]): T => {
    const picked = of[integer(0, of.length - 1)];
    if (picked === undefined) throw new Error("nothing to pick from");
    return picked;
  };
  const namespace = `${pick(TEAMS)}${pick(NAMESPACE_ENDS)}-${random.hex(4)}`;
  const registry = pick(IMAGE_REGISTRIES);
  const bases = shuffled(BASES, integer);
  const ports = new Set<number>();
  const labels = remembered((name) => pick(LABEL_STYLES)(name, namespace));
  const containers = remembered((name) => pick(["app", "server", "main", name, name]));

  return {
    namespace,
    pick,
    integer,
    labels: (name) => ({ ...labels(name) }),
    container: containers,
    name(role) {
      // Each base is given out once: no name is another's beginning, as rules that match by name would need.
      const base = bases.pop();
      if (base === undefined) throw new Error("no name is left");
      if (role === undefined) return pick([base, `${base}-svc`, `${base}${integer(2, 9)}`]);
      return pick([
        `${base}-${role}`,
        `${base}-${role}`,
        `${base}${role}`,
        `${base}-${role}-v${integer(2, 4)}`,
      ]);
    },
    port() {
      const free = [8080, 8081, 8000, 9000, 3000, 5000, 8443, 7070].filter((port) => !ports.has(port));
      const port = pick([...free, integer(4000, 4999) + 1000 * ports.size]);
      ports.add(port);
      return port;
    },
    image: (name, tag) => `${registry}${namespace}/${name}:${tag}`,
  };
}

function remembered<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
}

function shuffled<T>(of: readonly T[], integer: (from: number, to: number) => number): T[] {
  const keyed = of.map((one) => ({ one, key: integer(0, 1e9) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return value;
}
