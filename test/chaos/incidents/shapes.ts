import { doesNotHold } from "../../../src/simulation/scenarios/does-not-hold.ts";
import { CONFIGURATION } from "../../scenarios/library/configuration.ts";
import { IMAGES } from "../../scenarios/library/images.ts";
import { MEMORY } from "../../scenarios/library/memory.ts";
import { NOTHING_WRONG } from "../../scenarios/library/nothing-wrong.ts";
import { RELEASE } from "../../scenarios/library/release.ts";
import { ROUTING_SELECTOR } from "../../scenarios/library/routing-selector.ts";
import { behaves } from "../../scenarios/objects/behaves.ts";
import { container, deployment, nameOf } from "../../scenarios/objects/workload.ts";
import { templateHolds } from "../../scenarios/objects/workload-in-the-end.ts";
import type { Scenario } from "../../scenarios/scenario.ts";

/** More memory makes it worse: the change is put back, and a person gets it. */
const RETURNED: Scenario = {
  name: "more-memory-makes-it-worse",
  family: "memory-and-cpu",
  needs: "simulated",
  play(vary) {
    const name = vary.name("reports");
    const resources = { requests: { memory: "96Mi" }, limits: { memory: "96Mi" } };
    const app = deployment(vary, name, { containers: [container(vary, name, { resources })] });
    return {
      steps: [{ afterSeconds: 0, apply: [app] }],
      behaviours: doesNotHold.behaviours.map(({ match, behaviour }) =>
        behaves(
          vary,
          name,
          behaviour,
          match.memoryLimitAtLeastMebibytes === undefined ? {} : { memoryLimitAtLeastMebibytes: 97 },
        ),
      ),
      alert: { alertname: "KubePodCrashLooping", pod: `${name}-*`, container: vary.container(name) },
      expected: {
        outcome: "person",
        causes: ["memory-limit-too-low", "application-crash", "unknown"],
        object: nameOf(app),
        mayWrite: [nameOf(app)],
        finally: templateHolds(app),
      },
    };
  },
};

const NAMES = [
  "memory-limit-far-too-small",
  "service-selector-mistyped",
  "crash-that-is-over",
  "config-key-with-a-typo",
  "memory-of-a-sidecar-alone",
  "scaled-down-by-a-person",
  "image-tag-that-does-not-exist",
  "alert-about-a-pod-that-is-gone",
  "release-whose-image-crashes",
];
const KNOWN = [...MEMORY, ...ROUTING_SELECTOR, ...NOTHING_WRONG, ...CONFIGURATION, ...IMAGES, ...RELEASE];

/** In the order in which they are begun: faults and look-alikes in turn, short ones first. */
export const SHAPES: readonly string[] = [...NAMES.slice(0, 3), RETURNED.name, ...NAMES.slice(3)];

export function scenarioOf(name: string): Scenario {
  const found = [RETURNED, ...KNOWN].find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no scenario ${name}`);
  return found;
}
