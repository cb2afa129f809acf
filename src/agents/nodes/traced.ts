import type { RunnableConfig } from "@langchain/core/runnables";
import type { Tracing } from "../../core/tracing.ts";
import type { RunState } from "../state.ts";

type Node = (state: RunState, config: RunnableConfig) => Promise<Partial<RunState>>;

/** A span for one step of one agent, by the names of OpenTelemetry's conventions for GenAI agents. */
export function traced(tracing: Tracing, agent: string, node: Node): Node {
  return (state, config) =>
    tracing.span(
      {
        name: `invoke_agent ${agent}`,
        attributes: {
          "gen_ai.operation.name": "invoke_agent",
          "gen_ai.agent.name": agent,
          "gen_ai.conversation.id": state.incidentId,
          ...(agent !== "supervisor" && { "kube_autofix.move": state.move ?? "" }),
        },
      },
      async (span) => {
        const change = await node(state, config);
        if (agent === "supervisor")
          span.set({ "kube_autofix.next_move": change.move ?? "none", "kube_autofix.reason": change.reason });
        return change;
      },
    );
}
