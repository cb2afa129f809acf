import type { RunnableConfig } from "@langchain/core/runnables";
import type { Remediation, Run } from "../../remediation/remediation.ts";
import type { Move, RunState } from "../state.ts";
import type { AgentDeps } from "./deps.ts";
import { runOf } from "./run-of.ts";

/** Plans, applies, verifies and puts back. It has no road to the cluster but the one of `Remediation`. */
export function createAutoFixK8s({ remediation }: Pick<AgentDeps, "remediation">) {
  const tasks: Partial<Record<Move, (run: Run) => Promise<void>>> = tasksOf(remediation);
  return async (state: RunState, config: RunnableConfig): Promise<Partial<RunState>> => {
    const task = state.move === null ? undefined : tasks[state.move];
    await task?.(runOf(state, config));
    return {};
  };
}

const tasksOf = (remediation: Remediation) => ({
  propose: (run: Run) => remediation.propose(run),
  apply: (run: Run) => remediation.apply(run),
  verify: (run: Run) => remediation.verify(run),
  "put-back": (run: Run) => remediation.putBack(run),
  watch: (run: Run) => remediation.watch(run),
});
