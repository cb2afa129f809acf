import type { RunnableConfig } from "@langchain/core/runnables";
import { messageOf } from "../../core/errors.ts";
import { OvertakenError } from "../../incidents/incident-store.ts";
import type { StepRoad } from "../../incidents/keep-step.ts";
import type { Agent, RunState } from "../state.ts";
import type { AgentDeps } from "./deps.ts";

export type AgentNode = (state: RunState, config: RunnableConfig) => Promise<Partial<RunState>>;

/** Keeps one step of one agent for people: what it was asked, how long it took; what it wrote carries the step's id. */
export function kept(
  deps: Pick<AgentDeps, "steps" | "clock" | "logger" | "model">,
  agent: Agent | "supervisor",
  node: AgentNode,
): AgentNode {
  const { steps, clock, logger, model } = deps;
  if (steps === undefined) return node;
  // Without a model to ask, Supervisor writes nothing: such a step came to nothing that could be told.
  const isSilent = agent === "supervisor" && !model.port.isOn;
  return async (state, config) => {
    const id = steps.newId();
    const startedAt = clock.now();
    const isOwn = agent !== "supervisor";
    const keep = (failure: string | null) =>
      steps
        .keep(
          {
            id,
            incident_id: state.incidentId,
            agent,
            move: isOwn ? state.move : null,
            reason: isOwn ? (state.reason ?? "") : "",
            started_at: startedAt,
            ms: clock.wallMs(clock.now().getTime() - startedAt.getTime()),
            failure,
          },
          isOwn ? roadOf(state) : undefined,
        )
        // What is kept for people stops no incident.
        .catch((error: unknown) => logger.warn({ error: messageOf(error) }, "a step was not kept"));
    try {
      const change = await node(state, { ...config, configurable: { ...config.configurable, step: id } });
      if (!isSilent) await keep(null);
      return change;
    } catch (error) {
      // Whoever was overtaken or stopped did nothing that counts.
      if (!(error instanceof OvertakenError) && config.signal?.aborted !== true) await keep(messageOf(error));
      throw error;
    }
  };
}

function roadOf({ taken, computation = null, choice }: RunState): StepRoad | undefined {
  return choice && { taken, computation, ...choice };
}
