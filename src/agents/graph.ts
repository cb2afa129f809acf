import { type BaseCheckpointSaver, END, START, StateGraph } from "@langchain/langgraph";
import { NO_TRACING } from "../core/tracing.ts";
import { createAutoFixK8s } from "./nodes/autofix-k8s.ts";
import { createCoder } from "./nodes/coder.ts";
import type { AgentDeps } from "./nodes/deps.ts";
import { createHumanHelp } from "./nodes/human-help.ts";
import { type AgentNode, type Keeping, kept } from "./nodes/kept.ts";
import { createResearcher } from "./nodes/researcher.ts";
import { createSupervisor } from "./nodes/supervisor.ts";
import { traced } from "./nodes/traced.ts";
import { whileItStands } from "./nodes/while-it-stands.ts";
import { type Agent, MOVES, RunState } from "./state.ts";

/** The five agents on one graph: Supervisor chooses, another agent does one thing, Supervisor looks again. */
export function createGraph(deps: AgentDeps, checkpointer: BaseCheckpointSaver) {
  const { store, tracing = NO_TRACING } = deps;
  const keeping: Keeping = new Map();
  const keptDeps = { ...deps, keeping };
  const node = (agent: Agent, act: AgentNode) =>
    traced(tracing, agent, kept(keptDeps, agent, whileItStands(store, act)));
  return new StateGraph(RunState)
    .addNode(
      "supervisor",
      traced(tracing, "supervisor", kept(keptDeps, "supervisor", createSupervisor(deps))),
    )
    .addNode("researcher", node("researcher", createResearcher(deps)))
    .addNode("coder", node("coder", createCoder(deps)))
    .addNode("autofix-k8s", node("autofix-k8s", createAutoFixK8s(deps)))
    .addNode("human-help", node("human-help", createHumanHelp(deps)))
    .addEdge(START, "supervisor")
    .addConditionalEdges("supervisor", nextAgent, ["researcher", "coder", "autofix-k8s", "human-help", END])
    .addEdge("researcher", "supervisor")
    .addEdge("coder", "supervisor")
    .addEdge("autofix-k8s", "supervisor")
    .addEdge("human-help", "supervisor")
    .compile({ checkpointer });
}
export type IncidentGraph = ReturnType<typeof createGraph>;

function nextAgent(state: RunState): Agent | typeof END {
  return state.move === null ? END : MOVES[state.move];
}
