import type { RunnableConfig } from "@langchain/core/runnables";
import type { RunState } from "../state.ts";
import type { AgentDeps } from "./deps.ts";
import { explain } from "./explain.ts";
import { runOf } from "./run-of.ts";

type HumanHelpDeps = Pick<AgentDeps, "remediation" | "store" | "clock" | "model" | "attemptsOf" | "language">;

/** Brings people in: keeps an approval honest while it waits, hands over what code should not decide, and sees when quiet returns. */
export function createHumanHelp(deps: HumanHelpDeps) {
  return async (state: RunState, config: RunnableConfig): Promise<Partial<RunState>> => {
    const run = runOf(state, config);
    if (state.move === "review-approval") await deps.remediation.reviewApproval(run);
    if (state.move === "look-after") await deps.remediation.watch(run);
    if (state.move === "hand-over") await deps.remediation.handOver(run);
    const waits = state.move === "explain" && (await explain(deps, run)) === "waits";
    return { waits };
  };
}
