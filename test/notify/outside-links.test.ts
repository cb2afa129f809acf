import { expect, test } from "vitest";
import type { Place } from "../../src/domain/place.ts";
import { createLinks } from "../../src/notify/links.ts";
import { createOutsideLinks } from "../../src/notify/outside-links.ts";
import { notificationOf } from "./notification-fixture.ts";

const PLACE: Place = {
  cluster: "3c9a",
  namespace: "shop",
  workload: "web",
  pod: "web-6d4cf56db6-abcde",
  container: "web",
  openedAt: "2026-11-22T10:00:00.000Z",
  runbookUrls: [],
};
const ALLOWED = ["runbooks.example.org"];
const linksTo = (logsUrl: string | undefined, place: Partial<Place> = {}, clusterName?: string) =>
  createOutsideLinks({ logsUrl, clusterName, runbookHosts: () => ALLOWED })({ ...PLACE, ...place });

test("the address of logs is the template with what is known of the incident", () => {
  const template =
    "https://logs.example.org/{cluster}/{namespace}?w={workload}&p={pod}&c={container}&at={time}&m={timeMs}&from={fromMs}&to={toMs}";
  expect(linksTo(template, {}, "prod").logs).toBe(
    "https://logs.example.org/prod/shop?w=web&p=web-6d4cf56db6-abcde&c=web&at=2026-11-22T10%3A00%3A00.000Z&m=1795341600000&from=1795338000000&to=1795345200000",
  );
  expect(linksTo("https://logs.example.org/{cluster}").logs).toBe("https://logs.example.org/3c9a");
});

test.each([
  ["a query", `x&admin=1#"><script>`],
  ["a path", "../../admin"],
  ["another host", "@evil.example.com/"],
  ["half a character", "web\ud800"],
  ["a placeholder", "{namespace}$&$1"],
])("no value breaks out of its place: %s", (_case, pod) => {
  const { logs = "" } = linksTo("https://logs.example.org/a/{pod}/b?q={pod}", { pod });
  const url = new URL(logs);
  expect(url.origin).toBe("https://logs.example.org");
  expect(url.pathname).toMatch(/^\/a\/[^/]+\/b$/);
  expect([...url.searchParams]).toEqual([["q", pod.toWellFormed()]]);
  expect(url.hash).toBe("");
});

test.each([
  ["no template", undefined, {}],
  ["a value that is not known", "https://logs.example.org/?pod={pod}", { pod: "" }],
  ["a name that climbs out of the path", "https://logs.example.org/a/{pod}/b", { pod: ".." }],
  ["a name that no object can have", "https://logs.example.org/{pod}", { pod: "x".repeat(254) }],
])("there is no link to logs with %s", (_case, template, place) => {
  expect(linksTo(template, place).logs).toBeUndefined();
});

test.each([
  ["an allowed host", "https://runbooks.example.org/oom", "https://runbooks.example.org/oom"],
  ["a host below it", "https://a.runbooks.example.org/oom", "https://a.runbooks.example.org/oom"],
  ["another host", "https://evil.example.com/oom", undefined],
  ["a host that only ends alike", "https://evilrunbooks.example.org/oom", undefined],
  ["no encryption", "http://runbooks.example.org/oom", undefined],
  ["a script", "javascript:alert(1)//runbooks.example.org", undefined],
  ["credentials", "https://me:pw@runbooks.example.org/", undefined],
  ["another port", "https://runbooks.example.org:8443/", undefined],
  ["no address", "see the wiki", undefined],
])("the alert's runbook is led to on allowed hosts alone: %s", (_case, address, link) => {
  expect(linksTo(undefined, { runbookUrls: [address] }).runbook).toBe(link);
});

test("the first address that is allowed is taken", () => {
  const runbookUrls = ["https://evil.example.com/", "https://runbooks.example.org/b"];
  expect(linksTo(undefined, { runbookUrls }).runbook).toBe("https://runbooks.example.org/b");
});

const card = (
  runbookUrls: string[],
  notes: { runbooks: string[]; others: number } | null,
  publicUrl: string | null,
) => {
  const outside = createOutsideLinks({
    logsUrl: undefined,
    clusterName: undefined,
    runbookHosts: () => ALLOWED,
  });
  const links = createLinks({ publicUrl, tokenFor: () => "t", outside });
  return links(notificationOf({ place: { ...PLACE, runbookUrls }, notes })).runbook;
};
const NOTES = { runbooks: ["Out of memory"], others: 1 };

test("where no page may be led to, the incident's page shows what is written about it", () => {
  const own = "https://autofix.example/incidents/0190b6a0-0000-7000-8000-000000000001#notes";
  expect(card(["https://evil.example.com/"], NOTES, "https://autofix.example")).toBe(own);
  expect(card(["https://runbooks.example.org/b"], NOTES, "https://autofix.example")).toBe(
    "https://runbooks.example.org/b",
  );
  expect(card([], null, "https://autofix.example")).toBeUndefined();
  expect(card([], NOTES, null)).toBeUndefined();
});
