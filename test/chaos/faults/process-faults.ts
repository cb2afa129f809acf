import type { Fault } from "./fault.ts";

/** Each is sudden; whoever looks after the process starts it again. */
export const PROCESS_FAULTS: readonly Fault[] = [
  {
    name: "service: killed",
    part: "service",
    async strike({ posts }, { pick, wait }) {
      pick(posts).replica.kill();
      await wait(500, 3_000);
    },
  },
  {
    name: "PostgreSQL: killed",
    part: "PostgreSQL",
    async strike({ postgres }, { wait }) {
      postgres.kill();
      await wait(500, 3_000);
    },
  },
  {
    name: "PostgreSQL: frozen",
    part: "PostgreSQL",
    async strike({ postgres }, { wait }) {
      const thaw = postgres.freeze();
      await wait(500, 4_000).finally(thaw);
    },
  },
  {
    name: "API server: killed",
    part: "API server",
    async strike({ door }, { wait }) {
      await door.kill();
      await wait(100, 2_500).finally(() => door.start());
    },
  },
  {
    name: "clock: jumps and comes back",
    part: "clock",
    async strike({ posts }, { pick, integer, wait }) {
      const { replica } = pick(posts);
      replica.setClock(pick([-1, 1]) * integer(20, 900) * 1_000);
      await wait(500, 5_000).finally(() => replica.setClock(0));
    },
  },
];
