import { expect, test } from "vitest";
import { judge } from "../../src/remediation/policy/judge.ts";
import { emptyPolicy } from "../../src/remediation/policy/policy.ts";
import { pauseMark } from "../../src/remediation/rails/pause-until.ts";
import { judgeInputFor } from "./support/judge-input.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const nothing = { labels: {}, annotations: {} };
const marked = (value: string) => ({ labels: {}, annotations: { "kube-autofix.io/pause-until": value } });

test.each([
  ["2026-03-01T12:00:01Z", "2026-03-01T12:00:01.000Z"],
  ["2026-03-01t20:30:00.5+08:00", "2026-03-01T12:30:00.500Z"],
  ["2026-03-01 13:00:00Z", "2026-03-01T13:00:00.000Z"],
])("%s pauses until then", (value, until) => {
  expect(pauseMark(nothing, marked(value), NOW)?.until?.toISOString()).toBe(until);
  expect(pauseMark(marked(value), nothing, NOW)?.until?.toISOString()).toBe(until);
});

test.each(["2026-03-01T12:00:00Z", "2026-03-01T12:30:00+01:00", "1999-12-31T23:59:59Z"])(
  "%s is over",
  (value) => expect(pauseMark(nothing, marked(value), NOW)).toBeUndefined(),
);

test.each(["", "tomorrow", "2026-03-02", "2026-13-01T00:00:00Z", "2026-03-02T00:00:00", "1772400000"])(
  "%j is no time, so it has no end, and that is said",
  (value) => {
    const pause = pauseMark(marked(value), marked("2026-03-01T13:00:00Z"), NOW);
    expect(pause?.until).toBeNull();
    expect(pause?.reason).toContain(
      `sets kube-autofix.io/pause-until to ${JSON.stringify(value)}, which is no time`,
    );
  },
);

test("a long text of somebody else is cut in what is said", () => {
  expect(pauseMark(nothing, marked("x".repeat(5000)), NOW)?.reason.length).toBeLessThan(300);
});

test.each<[string, string | undefined, string | undefined, object]>([
  [
    "a pause that has not ended denies",
    "2100-01-01T00:00:00+08:00",
    undefined,
    { verdict: "deny", rule: "paused" },
  ],
  ["one that is no time denies", "tomorrow", undefined, { verdict: "deny", rule: "paused" }],
  ["one that is over does not", "2001-01-01T00:00:00Z", undefined, { verdict: "auto" }],
  [
    "the longest counts",
    "2001-01-01T00:00:00Z",
    "2100-01-01T00:00:00Z",
    { verdict: "deny", reason: "the workload's annotation pauses it until 2100-01-01T00:00:00.000Z" },
  ],
])("%s", (_what, onNamespace, onWorkload, verdict) => {
  const input = judgeInputFor();
  const { facts } = input;
  if (onNamespace !== undefined) facts.namespace.annotations = marked(onNamespace).annotations;
  if (onWorkload !== undefined) facts.workload.annotations = marked(onWorkload).annotations;
  expect(judge(emptyPolicy(), input)).toMatchObject(verdict);
});
