import type { Fault } from "./fault.ts";

export const SLOW_DISK: Fault = {
  name: "PostgreSQL: slow disk",
  part: "PostgreSQL",
  async strike({ postgres }, { integer, wait }) {
    await postgres.slowDisk(integer(20, 100));
    await wait(1_000, 6_000).finally(() => postgres.slowDisk(0));
  },
};

export const FULL_DISK: Fault = {
  name: "PostgreSQL: full disk",
  part: "PostgreSQL",
  async strike({ postgres }, { wait }) {
    postgres.fillDisk?.();
    await wait(500, 4_000).finally(() => postgres.freeDisk());
  },
};
