import type { Action } from "../../domain/action.ts";
import { telling } from "../../domain/experience.ts";
import type { JudgeInput } from "../rails/rail.ts";
import { actionFacts } from "./action-facts.ts";
import type { ClusterFacts, PolicyFacts } from "./facts.ts";
import type { Policy } from "./policy.ts";
import { openWindows } from "./windows.ts";

const NO_CLUSTER: ClusterFacts = {
  name: "",
  openIncidents: 0,
  changesInFlight: 0,
  nodes: 0,
  nodesNotReady: 0,
};

/** What the rules are asked with about one action of a plan: recorded facts, and what follows from the rest of the input. Pure. */
export function factsFor(policy: Pick<Policy, "windows">, input: JudgeInput, action: Action): PolicyFacts {
  const { facts, experience, memory } = input;
  const everywhere = experience?.cluster;
  const { held = 0, tried = 0 } = everywhere ?? {};
  return {
    ...facts,
    action: actionFacts(action, memory?.foreignLimitBytes),
    history: {
      ...facts.history,
      tried,
      held,
      successRate: tried === 0 ? 0 : held / tried,
      holdsAtLeast: (experience && telling(experience)?.bound) ?? 0,
    },
    cluster: { ...NO_CLUSTER, ...facts.cluster },
    windows: openWindows(policy.windows, facts.now),
  };
}
