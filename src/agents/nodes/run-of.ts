import type { RunnableConfig } from "@langchain/core/runnables";
import { given } from "../../core/given.ts";
import type { Run } from "../../remediation/remediation.ts";
import { type RunState, runConfigSchema } from "../state.ts";

/** The claim and the abort signal of the run that a node is called in. */
export function runOf(state: RunState, config: RunnableConfig): Run {
  const { epoch, step, incident } = runConfigSchema.parse(config.configurable);
  return {
    claim: { incidentId: state.incidentId, epoch, ...given("step", step) },
    signal: config.signal ?? new AbortController().signal,
    ...given("incident", incident),
  };
}
