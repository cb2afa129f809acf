import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createVary } from "../../scenarios/vary.ts";
import type { Truth } from "../checker/evidence.ts";
import { scenarioOf } from "./shapes.ts";

/** What is right for a scenario of that seed, which was known before it was played. */
export function truthOf(name: string, seed: number): Truth {
  const scenario = scenarioOf(name);
  const vary = createVary(seed, scenario.name);
  const { expected } = scenario.play(vary);
  return {
    ...{ scenario: name, namespace: vary.namespace, outcome: expected.outcome, causes: expected.causes },
    inTheEnd: (objects) =>
      expected.finally?.(
        ({ kind, name: wanted }) =>
          objects.find((one) => one.kind === kind && one.metadata.name === wanted) as
            | KubernetesObject
            | undefined,
      ),
  };
}
