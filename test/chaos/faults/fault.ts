import type { Random } from "../../../src/simulation/store/random.ts";
import type { ChaosStage } from "../stage/stage.ts";

/** Something that breaks, and is whole again when it returns. */
export interface Fault {
  /** How the table counts it: "PostgreSQL: killed". */
  name: string;
  /** Two faults of one part never overlap. */
  part: string;
  strike(stage: ChaosStage, chance: Chance): Promise<void>;
}

/** All that differs with the seed. */
export interface Chance {
  pick<T>(of: readonly T[]): T;
  integer(from: number, to: number): number;
  /** Wall time between these. */
  wait(fromMs: number, toMs: number): Promise<void>;
}

export function createChance(random: Random, sleep: (ms: number) => Promise<unknown>): Chance {
  const integer = (from: number, to: number) => from + Math.floor(random.next() * (to - from + 1));
  return {
    integer,
    pick<T>(of: readonly T[]) {
      const picked = of[integer(0, of.length - 1)];
      if (picked === undefined) throw new Error("nothing to pick from");
      return picked;
    },
    wait: async (fromMs, toMs) => void (await sleep(integer(fromMs, toMs))),
  };
}
