import type { RunnableConfig } from "@langchain/core/runnables";
import type { Run } from "../../remediation/remediation.ts";
import type { Move, RunState } from "../state.ts";
import { choose } from "./choose.ts";
import type { AgentDeps } from "./deps.ts";
import { runOf } from "./run-of.ts";

type AutoFixDeps = Pick<AgentDeps, "store" | "clock" | "model" | "remediation" | "attemptsOf">;

/** Plans, applies, verifies and puts back. It has no road to the cluster but the one of `Remediation`. */
export function createAutoFixK8s(deps: AutoFixDeps) {
  const tasks: Partial<Record<Move, (run: Run) => Promise<unknown>>> = tasksOf(deps);
  return async (state: RunState, config: RunnableConfig): Promise<Partial<RunState>> => {
    const task = state.move === null ? undefined : tasks[state.move];
    return { waits: (await task?.(runOf(state, config))) === "waits" };
  };
}

const tasksOf = (deps: AutoFixDeps) => ({
  choose: (run: Run) => choose(deps, run),
  propose: (run: Run) => deps.remediation.propose(run),
  apply: (run: Run) => deps.remediation.apply(run),
  verify: (run: Run) => deps.remediation.verify(run),
  "put-back": (run: Run) => deps.remediation.putBack(run),
  watch: (run: Run) => deps.remediation.watch(run),
});
