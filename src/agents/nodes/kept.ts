import type { RunnableConfig } from "@langchain/core/runnables";
import { messageOf } from "../../core/errors.ts";
import { OvertakenError } from "../../incidents/incident-store.ts";
import type { StepRoad } from "../../incidents/keep-step.ts";
import type { Agent, RunState } from "../state.ts";
import type { AgentDeps } from "./deps.ts";

export type AgentNode = (state: RunState, config: RunnableConfig) => Promise<Partial<RunState>>;

/** Of each incident what is being kept of its steps, one after the other. */
export type Keeping = Map<string, Promise<void>>;

/**
 * Keeps one step of one agent for people: what it was asked, how long it took; what it wrote carries the step's id. It is kept
 * beside the next step, which is not delayed by it, and the run's end waits for it.
 */
export function kept(
  deps: Pick<AgentDeps, "steps" | "clock" | "logger" | "model"> & { keeping: Keeping },
  agent: Agent | "supervisor",
  node: AgentNode,
): AgentNode {
  const { steps, clock, logger, model, keeping } = deps;
  if (steps === undefined) return node;
  // Without a model to ask, Supervisor writes nothing: such a step came to nothing that could be told.
  const isSilent = agent === "supervisor" && !model.port.isOn;
  return async (state, config) => {
    const id = steps.newId();
    const startedAt = clock.now();
    const isOwn = agent !== "supervisor";
    const keep = (failure: string | null) => {
      const { incidentId, move, reason } = state;
      const step = {
        id,
        incident_id: incidentId,
        agent,
        move: isOwn ? move : null,
        reason: isOwn ? (reason ?? "") : "",
        started_at: startedAt,
        ms: clock.wallMs(clock.now().getTime() - startedAt.getTime()),
        failure,
      };
      const road = isOwn ? roadOf(state) : undefined;
      const before = keeping.get(incidentId) ?? Promise.resolve();
      const next = before
        .then(() => steps.keep(step, road))
        // What is kept for people stops no incident.
        .catch((error: unknown) => logger.warn({ error: messageOf(error) }, "a step was not kept"));
      keeping.set(incidentId, next);
    };
    const untilKept = async () => {
      await keeping.get(state.incidentId);
      keeping.delete(state.incidentId);
    };
    try {
      const change = await node(state, { ...config, configurable: { ...config.configurable, step: id } });
      if (!isSilent) keep(null);
      if (!isOwn && change.move === null) await untilKept();
      return change;
    } catch (error) {
      // Whoever was overtaken or stopped did nothing that counts.
      if (!(error instanceof OvertakenError) && config.signal?.aborted !== true) keep(messageOf(error));
      await untilKept();
      throw error;
    }
  };
}

function roadOf({ taken, computation = null, choice }: RunState): StepRoad | undefined {
  return choice && { taken, computation, ...choice };
}
