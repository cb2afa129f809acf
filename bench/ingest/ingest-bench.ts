import type { Bench } from "../bench.ts";

export const ingestBench: Bench = {
  summary: "durable ingest, against the same server with a store that does nothing",
  goals: {},
  async run() {
    return { name: "ingest", rows: [] };
  },
};
