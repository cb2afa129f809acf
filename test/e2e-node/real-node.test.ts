import { describe, expect, it } from "vitest";
import { classicIsRepaired } from "./classic-story.ts";
import { leakEndsWithPerson } from "./leak-story.ts";
import { onStage } from "./real-stage.ts";
import { STORY_MS } from "./story-time.ts";

const why =
  (process.env.KUBECONFIG ?? "") === ""
    ? "KUBECONFIG is not set"
    : process.env.KUBE_AUTOFIX_REAL_NODE === "1"
      ? undefined
      : "KUBE_AUTOFIX_REAL_NODE is not 1";

if (why === undefined) {
  describe.concurrent("on a node that runs containers", { timeout: 2 * STORY_MS }, () => {
    it("the classic is repaired in one step, from the watch alone", () =>
      onStage({ WATCH: "on" }, (stage) => classicIsRepaired(stage, "watch")));
    it("the classic is repaired in one step, from an alert alone", () =>
      onStage({ WATCH: "off" }, (stage) => classicIsRepaired(stage, "alert")));
    it("a leak that grows without end ends with a person", () =>
      onStage({ WATCH: "on" }, leakEndsWithPerson));
  });
} else {
  describe("on a node that runs containers", () => {
    it(`is left out: ${why}`, () => {
      console.info(`The tests on a node that runs containers were left out: ${why}.`);
      expect(why).not.toBe("");
    });
  });
}
