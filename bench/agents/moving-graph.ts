import type { BaseCheckpointSaver } from "@langchain/langgraph";
import { FRESH_THREAD } from "../../src/agents/checkpointer.ts";
import { createGraph } from "../../src/agents/graph.ts";
import type { AgentDeps } from "../../src/agents/nodes/deps.ts";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { newIncident } from "../../src/incidents/open-incident.ts";
import { NO_MODEL } from "../../src/llm/no-model.ts";

const SUBJECT = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace: "bench",
  name: "bench",
  uid: "bench",
};
const FINDING = {
  cause: "unknown",
  object: SUBJECT,
  confidence: 0,
  sentence: "",
  evidence: [],
  ruledOut: [],
  memory: null,
  rollback: null,
  repair: null,
  advice: [],
};
/** Two steps of the graph a move, and some to end with. */
const RECURSION_LIMIT = 1_000;

/** The service's own graph on an incident that is looked at again and again, each time doing `work` and nothing else. */
export function createMovingGraph(options: {
  checkpointer: BaseCheckpointSaver;
  moves: number;
  work(): Promise<void>;
}) {
  const clock = createClock();
  const past = new Date(0);
  const opening = {
    cluster: "bench",
    subject: SUBJECT,
    workload: SUBJECT,
    summary: "",
    source: "event",
  } as const;
  const incident = { ...newIncident("bench", opening, past), dueAt: past };
  let isHandedOver = false;
  const store = {
    read: async () =>
      isHandedOver ? { ...incident, status: "needs-person" as const, dueAt: null } : incident,
    withClaim: async () => {},
  };
  // Only what the moves of this road touch is there; whatever else was called would throw.
  const deps = {
    store,
    clock,
    logger: silentLogger,
    model: { port: NO_MODEL, maxWaitSeconds: 0 },
    budget: { maxSteps: options.moves, maxSeconds: 3_600 },
    signalsOf: async () => [],
    attemptsOf: async () => [],
    diagnosis: {
      async investigate() {
        await options.work();
        // Its row never has a finding, so that it is looked at again.
        return { kind: "finding", finding: FINDING };
      },
    },
    experienceOf: async () => ({ shape: null, evidence: [] }),
    hintsOf: async () => [],
    notesOf: async () => [],
    remediation: {
      heldByStorm: async () => false,
      async handOver() {
        isHandedOver = true;
      },
      async watch() {},
    },
  } as unknown as AgentDeps;
  const graph = createGraph(deps, options.checkpointer);
  return async (threadId: string): Promise<void> => {
    isHandedOver = false;
    const since = clock.now().toISOString();
    const ended = await graph.invoke(
      { incidentId: "bench", move: null, steps: 0, startedAt: since, taken: [] },
      {
        configurable: { thread_id: threadId, epoch: 1, since, [FRESH_THREAD]: true },
        durability: "async",
        recursionLimit: RECURSION_LIMIT,
      },
    );
    if (ended.steps < options.moves) throw new Error(`the graph made ${ended.steps} moves`);
  };
}
