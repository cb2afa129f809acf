import type { Behaviour, BehaviourMatch, BehaviourRule } from "../../../src/simulation/kubelet/behaviour.ts";
import type { Vary } from "../scenario.ts";

/** How the pods of one workload of the scenario behave; `more` narrows it to an image or a container. */
export const behaves = (
  vary: Vary,
  workload: string,
  behaviour: Behaviour,
  more: BehaviourMatch = {},
): BehaviourRule => ({ match: { namespace: vary.namespace, workload, ...more }, behaviour });
