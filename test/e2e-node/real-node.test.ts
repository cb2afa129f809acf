import { describe, expect, it } from "vitest";
import { classicIsRepaired } from "./classic-story.ts";
import { leakEndsWithPerson, MAX_ATTEMPTS } from "./leak-story.ts";
import { workloadIsRepaired } from "./other-stories.ts";
import { onStage } from "./real-stage.ts";
import { STORY_MS } from "./story-time.ts";
import { barePod, cronJob, daemonSet, orderedStatefulSet } from "./workloads.ts";

const why =
  (process.env.KUBECONFIG ?? "") === ""
    ? "KUBECONFIG is not set"
    : process.env.KUBE_AUTOFIX_REAL_NODE === "1"
      ? undefined
      : "KUBE_AUTOFIX_REAL_NODE is not 1";

if (why === undefined) {
  describe.concurrent("on a node that runs containers", { timeout: 2 * STORY_MS }, () => {
    it("the classic is repaired in one step, from the watch alone", () =>
      onStage({}, (stage) => classicIsRepaired(stage, "watch")));
    it("the classic is repaired in one step, from an alert alone", () =>
      onStage({ WATCH: "off" }, (stage) => classicIsRepaired(stage, "alert")));
    it("a leak that grows without end ends with a person", () =>
      onStage({ MAX_ATTEMPTS: `${MAX_ATTEMPTS}` }, leakEndsWithPerson));
    it.each([
      { name: "an ordered StatefulSet, whose stuck pods are replaced", workload: orderedStatefulSet },
      { name: "a DaemonSet", workload: daemonSet },
      { name: "a bare pod, in place", workload: barePod },
      { name: "a CronJob, whose next Job completes", workload: cronJob },
    ])("$name is repaired", ({ workload }) => onStage({}, (stage) => workloadIsRepaired(stage, workload)));
  });
} else {
  describe("on a node that runs containers", () => {
    it(`is left out: ${why}`, () => {
      console.info(`The tests on a node that runs containers were left out: ${why}.`);
      expect(why).not.toBe("");
    });
  });
}
