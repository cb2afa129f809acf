import type { RunnableConfig } from "@langchain/core/runnables";
import { OperationError } from "../../core/errors.ts";
import type { Choice } from "../../incidents/keep-step.ts";
import { chooseMove } from "../asking/choose-move.ts";
import { isOverBudget } from "../budget.ts";
import { type Situation, step } from "../legal-moves.ts";
import { roadAhead } from "../road-ahead.ts";
import { type RunState, runConfigSchema } from "../state.ts";
import type { AgentDeps } from "./deps.ts";
import { runOf } from "./run-of.ts";

type SupervisorDeps = Pick<AgentDeps, "store" | "clock" | "budget" | "logger" | "model" | "python">;

/** Reads the incident's row and picks the next move among the legal ones; ends the run where there is none. */
export function createSupervisor(deps: SupervisorDeps) {
  return async (state: RunState, config: RunnableConfig): Promise<Partial<RunState>> => {
    // Its due time may be over by now, and the move was still not made: going on would be to do without it.
    if (state.waits) return { move: null };
    const { since } = runConfigSchema.parse(config.configurable);
    const incident = await deps.store.read(state.incidentId);
    if (incident === undefined) {
      throw new OperationError(`incident ${state.incidentId} is not in the database`, {
        reason: "not-found",
        retryable: false,
      });
    }
    const now = deps.clock.now();
    const situation = {
      incident,
      taken: state.taken,
      now,
      hasModel: deps.model.port.isOn,
      hasSandbox: deps.python !== undefined,
      computation: state.computation ?? null,
      isOverBudget: isOverBudget(deps.budget, { steps: state.steps, since }, deps.clock),
    };
    const { moves, isModels } = roadAhead(situation);
    const [first, ...others] = moves;
    const { move, reason } =
      first !== undefined && isModels
        ? await chooseMove(deps, runOf(state, config), {
            incident,
            legal: [first, ...others],
            taken: state.taken,
            computation: situation.computation,
          })
        : { move: first, reason: "" };
    deps.logger.debug({ incident: incident.id, status: incident.status, move: move ?? null }, "next move");
    if (move === undefined) return { move: null };
    const taken = [step(incident, move)];
    return { move, reason, steps: state.steps + 1, taken, choice: choiceOf(situation) };
  };
}

/** All that the legal moves depend on, but for what the run's state and the rows up to `sequence` hold. */
function choiceOf({ incident, hasModel, hasSandbox, isOverBudget }: Required<Situation>): Choice {
  const { sequence, handover, watchUntil } = incident;
  const isExplained = handover?.explanation !== undefined;
  return {
    sequence,
    handover: handover === null ? "none" : isExplained ? "explained" : "as it is",
    isWatched: watchUntil !== null,
    hasModel,
    hasSandbox,
    isOverBudget,
  };
}
