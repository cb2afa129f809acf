import { expect, test } from "vitest";
import { judge } from "../../../src/remediation/policy/judge.ts";
import { loadPolicyFile } from "../../../src/remediation/policy/load-policy.ts";
import { judgeInputFor } from "../support/judge-input.ts";

const HEAD = "apiVersion: kube-autofix.io/v1\nkind: Policy\n";

/** Whether a rule that asks for the window takes a decision at that instant. */
function isOpen(window: string, at: string, zone = "Europe/Berlin"): boolean {
  const policy = loadPolicyFile(
    `${HEAD}timeZone: ${zone}\nwindows:\n  it: ${window}\nrules:\n  - {name: mine, when: '"it" in windows', verdict: deny, reason: so}\n`,
  );
  const input = judgeInputFor();
  input.facts.now = new Date(at);
  return judge(policy, input).rule === "mine";
}

const OFFICE = '{days: [mon, tue, wed, thu, fri], from: "09:00", to: "17:30"}';
const FRIDAY_NIGHT = '{days: [fri], from: "22:00", to: "02:00"}';
const NIGHTLY = '{from: "02:00", to: "03:00"}';
const YEAR_END = "{since: 12-20, until: 01-06}";

test.each([
  ["Friday at nine in summer", OFFICE, "2026-07-03T07:00:00Z", true],
  ["a minute before", OFFICE, "2026-07-03T06:59:00Z", false],
  ["Friday at nine in winter", OFFICE, "2026-01-09T08:00:00Z", true],
  ["the same hour of UTC in winter", OFFICE, "2026-01-09T07:00:00Z", false],
  ["the minute of its end", OFFICE, "2026-07-03T15:30:00Z", false],
  ["Saturday", OFFICE, "2026-07-04T08:00:00Z", false],
  ["Sunday in UTC, Monday in Berlin, before work", OFFICE, "2026-07-05T22:30:00Z", false],
  ["Friday late", FRIDAY_NIGHT, "2026-07-03T20:30:00Z", true],
  ["Saturday early", FRIDAY_NIGHT, "2026-07-03T23:30:00Z", true],
  ["Saturday late", FRIDAY_NIGHT, "2026-07-04T20:30:00Z", false],
  ["Friday early", FRIDAY_NIGHT, "2026-07-02T23:30:00Z", false],
  ["the hour that is left out in spring: before it", NIGHTLY, "2026-03-29T00:59:00Z", false],
  ["the hour that is left out in spring: after it", NIGHTLY, "2026-03-29T01:00:00Z", false],
  ["the hour that comes twice in autumn: the first", NIGHTLY, "2026-10-25T00:30:00Z", true],
  ["the hour that comes twice in autumn: the second", NIGHTLY, "2026-10-25T01:30:00Z", true],
  ["the hour that comes twice in autumn: after it", NIGHTLY, "2026-10-25T02:00:00Z", false],
  ["the last day of a freeze, whole", "{since: 2026-12-20, until: 2027-01-06}", "2027-01-06T22:59:00Z", true],
  ["the day after it", "{since: 2026-12-20, until: 2027-01-06}", "2027-01-06T23:00:00Z", false],
  ["before it by the clocks of its zone", "{since: 2026-12-20}", "2026-12-19T22:59:00Z", false],
  ["its first minute there", "{since: 2026-12-20}", "2026-12-19T23:00:00Z", true],
  ["an end with a time", "{until: 2026-11-27T18:00}", "2026-11-27T17:00:00Z", false],
  ["a minute before that", "{until: 2026-11-27T18:00}", "2026-11-27T16:59:00Z", true],
  ["December of any year", YEAR_END, "2031-12-24T12:00:00Z", true],
  ["January of any year", YEAR_END, "2031-01-06T12:00:00Z", true],
  ["any other day", YEAR_END, "2031-01-07T12:00:00Z", false],
  ["a weekday of a freeze", "{days: [sat, sun], since: 06-01, until: 08-31}", "2026-07-04T12:00:00Z", true],
  ["another weekday of it", "{days: [sat, sun], since: 06-01, until: 08-31}", "2026-07-03T12:00:00Z", false],
])("%s: %s at %s -> %s", (_name, window, at, open) => {
  expect(isOpen(window, at)).toBe(open);
});

test("a zone without daylight saving keeps its hours, and one on the other side of the world its days", () => {
  expect(isOpen(OFFICE, "2026-07-03T01:00:00Z", "Asia/Shanghai")).toBe(true);
  expect(isOpen(OFFICE, "2026-01-09T01:00:00Z", "Asia/Shanghai")).toBe(true);
  expect(isOpen(OFFICE, "2026-07-05T22:00:00Z", "Pacific/Auckland")).toBe(true);
});

test("a window's own zone goes before the file's", () => {
  const own = OFFICE.replace("{", "{timeZone: Asia/Shanghai, ");
  expect(isOpen(own, "2026-07-03T01:00:00Z")).toBe(true);
  expect(isOpen(own, "2026-07-03T09:30:00Z")).toBe(false);
});
