import type { Demand } from "../../../src/simulation/kubelet/behaviour.ts";
import { REFUSALS, type Refusal } from "../data/refusals.ts";
import { behaves } from "../objects/behaves.ts";
import { all } from "../objects/in-the-end.ts";
import { firstDeploy } from "../objects/release.ts";
import { container, deployment, nameOf, withContainer } from "../objects/workload.ts";
import { allReady, templateHolds } from "../objects/workload-in-the-end.ts";
import type { Play, Scenario, Vary } from "../scenario.ts";

/**
 * First releases that end at once, in words that no rule knows: nothing that ran before is there to go back to. With a
 * model that reads them one value is proposed and holds; without one a person gets what the program said last.
 */
export const WITH_A_MODEL: Scenario[] = REFUSALS.map((refusal) => ({
  name: refusal.name,
  family: "release",
  needs: "simulated",
  play: (vary) => refused(vary, refusal),
}));

function refused(vary: Vary, { where, setting }: Refusal): Play {
  const name = vary.name("worker");
  const { name: variable, wrong, right, log, others = [] } = setting(vary);
  const fields = (value: string) =>
    where === "args"
      ? { args: [...others, value] }
      : {
          env: [
            { name: "REGION", value: vary.pick(["north", "south"]) },
            { name: variable, value },
          ],
        };
  const [asWritten, asMended] = [fields(wrong), fields(right)];
  const app = deployment(vary, name, { containers: [container(vary, name, asWritten)] });
  const mended = withContainer(
    app,
    where === "args" ? asMended : { env: replaced(asWritten, variable, right) },
  );
  const demand: Demand =
    where === "args" ? { argument: wrong, isRefused: true, log } : { env: variable, oneOf: [right], log };
  return {
    ...firstDeploy(vary, [app]),
    behaviours: [behaves(vary, name, { kind: "demands", settings: [demand] })],
    expected: {
      outcome: "proposed",
      causes: ["bad-arguments", "config-content-invalid"],
      object: nameOf(app),
      finally: all(templateHolds(mended), allReady(mended)),
    },
    withoutModel: {
      outcome: "person",
      causes: ["application-crash", "bad-arguments", "config-content-invalid"],
      object: nameOf(app),
      finally: templateHolds(app),
    },
  };
}

function replaced(fields: { env?: { name: string; value: string }[] }, name: string, value: string) {
  return (fields.env ?? []).map((one) => (one.name === name ? { name, value } : one));
}
