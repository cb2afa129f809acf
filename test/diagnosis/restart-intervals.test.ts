import { describe, expect, test } from "vitest";
import { computedText } from "../../src/agents/nodes/computed-text.ts";
import { createIds } from "../../src/core/ids.ts";
import type { Computed } from "../../src/diagnosis/computation/question.ts";
import { conclude } from "../../src/diagnosis/conclude.ts";
import type { RestartIntervals } from "../../src/sandbox/analyses/analysis-results.ts";
import { objectsOf } from "./support/classic.ts";
import { factsOf } from "./support/facts.ts";
import { clockAt } from "./support/investigate.ts";
import { backOff, NOW, status, terminated } from "./support/workload.ts";

/** So many pods whose program ended by itself after twelve seconds. */
async function concluded(pods: number, computed: Computed[] = []) {
  const ended = terminated({ reason: "Error", exitCode: 3, ended: 40, ran: 12 });
  const one = { statuses: [status({ state: backOff, lastState: ended, restartCount: 4 })] };
  const names = Array.from({ length: pods }, (_, index) => `web-a-${index + 1}`);
  const facts = await factsOf(objectsOf({ pods: names.map((name) => ({ ...one, name })) }));
  const conclusion = conclude({ ...facts, computed }, createIds(clockAt(NOW)));
  if (conclusion.kind !== "finding") throw new Error(`no finding: ${conclusion.kind}`);
  return conclusion;
}

describe("at the same point each time, or wherever", () => {
  test("is a question where nothing around the program explains its ends, and there are three of them", async () => {
    const { finding, questions } = await concluded(3);
    expect(finding.cause).toBe("application-crash");
    expect(questions).toMatchObject([{ analysis: "restart-intervals", container: "web" }]);
    const input = questions?.[0]?.input as { runs: { startedAt: number; finishedAt: number }[] };
    expect(input.runs.map(({ startedAt, finishedAt }) => finishedAt - startedAt)).toEqual([12, 12, 12]);
  });

  test("is none for two ends, which may be alike by chance", async () => {
    expect((await concluded(2)).questions).toEqual([]);
  });

  test.each<[Partial<RestartIntervals>, RegExp]>([
    [{ pattern: "same-point" }, /5 runs ended after 30 s each.*a step that always fails, or a time limit/],
    [{ pattern: "erratic", shortestSeconds: 3 }, /5 runs ended at different points, after 3 s to 31 s/],
  ])("is evidence that changes no cause: %j", async (result, text) => {
    const whole: RestartIntervals = {
      ...{ runs: 5, shortestSeconds: 29, medianSeconds: 30, longestSeconds: 31 },
      ...{ variation: 0.02, meanGapSeconds: 20, pattern: "same-point" },
      ...result,
    };
    const told = {
      ...{ kind: "computed" as const, source: "computed", at: NOW },
      text: computedText("web", whole),
    };
    const computed: Computed[] = [
      { analysis: "restart-intervals", container: "web", evidence: told, result: whole },
    ];
    const { finding, questions } = await concluded(3, computed);
    expect(finding.cause).toBe("application-crash");
    expect(finding.evidence).toContainEqual(
      expect.objectContaining({ kind: "computed", text: expect.stringMatching(text) }),
    );
    expect(questions).toEqual([]);
  });
});
