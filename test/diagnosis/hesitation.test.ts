import { describe, expect, test } from "vitest";
import type { Candidate } from "../../src/diagnosis/candidate.ts";
import type { Facts } from "../../src/diagnosis/facts.ts";
import { found } from "../../src/diagnosis/found.ts";
import { whyWait } from "../../src/diagnosis/hesitation.ts";
import type { Trouble } from "../../src/diagnosis/troubles/trouble.ts";

const AT = Date.parse("2026-11-26T12:00:00Z");
const object = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web", uid: "u-web" };

/** A workload whose incident was opened so many seconds ago. */
const facts = (openedSecondsAgo: number): Facts =>
  ({
    at: new Date(AT).toISOString(),
    openedAt: new Date(AT - openedSecondsAgo * 1000).toISOString(),
    object,
    workload: { metadata: { name: "web" } },
    attempts: [],
    pods: [],
  }) as unknown as Facts;

const trouble = (isSettled: boolean): Trouble => ({
  kind: "config",
  revision: "b",
  pod: undefined,
  container: undefined,
  reason: "CreateContainerConfigError",
  words: "",
  since: new Date(AT).toISOString(),
  isSettled,
});

const sure = found("config-missing", { confidence: 0.93, sentence: "it is missing", support: [] });
const act = { type: "RestartRollout", target: object, isExclusive: true, parameters: { basis: "" } } as const;
const waits = (openedSecondsAgo: number, candidate: Candidate, isSettled = false) =>
  whyWait(facts(openedSecondsAgo), {
    group: undefined,
    troubles: [trouble(isSettled)],
    found: [candidate],
  }) !== undefined;

describe("a sure candidate before its trouble has settled", () => {
  test.each([
    ["waits, where only a person could act on it", true, waits(6, sure)],
    ["is due once the others had their time", false, waits(61, sure)],
    ["is due where something can be done about it", false, waits(6, { ...sure, repair: act })],
    [
      "is due where the object at fault is another, whose own incident waits for itself",
      false,
      waits(6, { ...sure, object: { ...object, kind: "Node", uid: "u-node" } }),
    ],
  ])("%s", (_what, expected, actual) => {
    expect(actual).toBe(expected);
  });

  test("is due as soon as the trouble has settled", () => {
    expect(waits(6, sure, true)).toBe(false);
  });
});

test("what is not sure waits for the trouble to settle, whatever could be done", () => {
  expect(waits(61, { ...sure, confidence: 0.7, repair: act })).toBe(true);
});
