import { describe, expect, test } from "vitest";
import { computedText } from "../../src/agents/nodes/computed-text.ts";
import { openQuestions } from "../../src/diagnosis/computation/open-questions.ts";
import type { Facts } from "../../src/diagnosis/facts.ts";
import type { Finding } from "../../src/domain/finding.ts";
import { finding } from "../incidents/incident-setup.ts";
import { factsOf } from "./support/facts.ts";
import { releaseStory } from "./support/release-story.ts";
import { backOff, container, status, template, terminated } from "./support/workload.ts";

const rollback: NonNullable<Finding["rollback"]> = {
  to: finding().object,
  toRevision: 1,
  fromRevision: 2,
  ranSeconds: 900,
  template: {},
  why: "it ran well",
};
const unsure: Finding = { ...finding(), cause: "bad-release", confidence: 0.7, memory: null, rollback };

async function released(logs: Record<string, string>): Promise<Facts> {
  const ended = terminated({ reason: "Error", exitCode: 1, ran: 2 });
  const facts = await factsOf(
    releaseStory({
      old: template({ containers: [container()] }),
      newer: template({ containers: [container({ image: "acme/web:2" })] }),
      failing: { statuses: [status({ state: backOff, lastState: ended, restartCount: 3 })] },
    }),
  );
  const read = Object.entries(logs).map(([pod, text]) => ({
    pod,
    container: "web",
    isPrevious: false,
    text,
  }));
  return { ...facts, logs: read };
}
const BOTH = {
  "web-a-1": "serving 12 calls\n\nserving 9 calls",
  "web-b-1": "serving 4 calls\nno table users",
};

describe("what a release says that the one before it did not", () => {
  test("is a question where that it is at fault is not sure, with the lines of each side", async () => {
    expect(openQuestions(await released(BOTH), unsure)).toEqual([
      expect.objectContaining({
        analysis: "log-templates",
        container: "web",
        input: {
          before: ["serving 12 calls", "serving 9 calls"],
          after: ["serving 4 calls", "no table users"],
        },
      }),
    ]);
  });

  test.each<[string, Record<string, string>, Partial<Finding>]>([
    ["the evidence leaves no other answer", BOTH, { confidence: 0.95 }],
    ["nothing is known of before", { "web-b-1": "no table users" }, {}],
    ["it is no release that is at fault", BOTH, { cause: "dependency-down" }],
    ["there is nothing to go back to", BOTH, { rollback: null }],
  ])("is none where %s", async (_, logs, more) => {
    expect(openQuestions(await released(logs), { ...unsure, ...more })).toEqual([]);
  });

  test("is read from one pod of the revision before that still serves, for comparison alone", async () => {
    const ended = terminated({ reason: "Error", exitCode: 1, ran: 2 });
    const story = (oldServes: boolean) =>
      releaseStory({
        old: template({ containers: [container()] }),
        newer: template({ containers: [container({ image: "acme/web:2" })] }),
        failing: { statuses: [status({ state: backOff, lastState: ended, restartCount: 3 })] },
        oldServes,
      });
    const logs = { "web-a-1/web": "serving 12 calls", "web-b-1/web --previous": "no table users" };
    const facts = await factsOf(story(true), { logs });
    expect(facts.logs.map(({ pod }) => pod)).toEqual(["web-b-1"]);
    expect(facts.logsBefore).toMatchObject([{ pod: "web-a-1", text: "serving 12 calls" }]);
    expect(openQuestions(facts, unsure)).toMatchObject([
      { input: { before: ["serving 12 calls"], after: ["no table users"] } },
    ]);
    const alone = await factsOf(story(false), { logs });
    expect(alone.logsBefore).toEqual([]);
  });

  test("is told with its count, without secrets", () => {
    const one = { before: 0, after: 40, change: "new" as const, template: "t" };
    const templates = [
      { ...one, example: "login with password=hunter2hunter2 failed" },
      { ...one, before: 3, change: "more" as const, example: "serving" },
    ];
    const text = computedText("web", { templates, distinct: 2 });
    expect(text).toContain("new in the log since the release: ");
    expect(text).toContain("(40 times)");
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain("serving");
    expect(computedText("web", { templates: templates.slice(1), distinct: 2 })).toContain(
      "nothing that was not said before, in 2 kinds",
    );
  });
});
