import { agentsBench } from "./agents/agents-bench.ts";
import type { Bench } from "./bench.ts";
import { callbackBench } from "./callback/callback-bench.ts";
import { diagnosisBench } from "./diagnosis/diagnosis-bench.ts";
import { growthBench } from "./growth/growth-bench.ts";
import { guardBench } from "./guard/guard-bench.ts";
import { ingestBench } from "./ingest/ingest-bench.ts";
import { naiveBench } from "./naive/naive-bench.ts";
import { pagesBench } from "./pages/pages-bench.ts";
import { replicasBench } from "./replicas/replicas-bench.ts";
import { roadBench } from "./road/road-bench.ts";
import { watchBench } from "./watch/watch-bench.ts";

export const BENCHES: Readonly<Record<string, Bench>> = {
  road: roadBench,
  guard: guardBench,
  ingest: ingestBench,
  diagnosis: diagnosisBench,
  callback: callbackBench,
  pages: pagesBench,
  growth: growthBench,
  watch: watchBench,
  replicas: replicasBench,
  agents: agentsBench,
  naive: naiveBench,
};
