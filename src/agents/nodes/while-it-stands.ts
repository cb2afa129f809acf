import type { RunnableConfig } from "@langchain/core/runnables";
import type { IncidentStore } from "../../incidents/incident-store.ts";
import type { RunState } from "../state.ts";

type Agent = (state: RunState, config: RunnableConfig) => Promise<Partial<RunState>>;

/**
 * A run that goes on from a checkpoint repeats the move that it was in the middle of, though a person may have taken
 * the incident over since: a move that was chosen for another status is left out, and the Supervisor looks again. The agent
 * gets what was read.
 */
export function whileItStands(store: Pick<IncidentStore, "read">, agent: Agent): Agent {
  return async (state, config) => {
    const chosenIn = state.taken.at(-1)?.split("/")[0];
    const incident = await store.read(state.incidentId);
    return chosenIn === undefined || incident?.status === chosenIn
      ? agent(state, { ...config, configurable: { ...config.configurable, incident } })
      : {};
  };
}
