import { describe, expect, test } from "vitest";
import { INCIDENT_STATUSES } from "../../../../src/domain/incident.ts";
import { USUAL_LENGTHS } from "../../../../src/domain/lengths.ts";
import type { Notification } from "../../../../src/domain/notification.ts";
import { appCardOf, decisionsOn } from "../../../../src/notify/feishu/app/app-card.ts";
import { CATALOGUE } from "../../../../src/notify/messages/catalogue.ts";
import { LANGUAGES } from "../../../../src/notify/messages/messages.ts";
import { inspectCard } from "../../../../src/simulation/feishu/card/inspect-card.ts";
import { deliveryOf, EVERY_CHANGE, hostileNotification, notificationOf } from "../../notification-fixture.ts";

const handles = {
  approve: "h-approve",
  reject: "h-reject",
  "not-now": "h-not-now",
  "take-over": "h-take-over",
  pause: "h-pause",
  undo: "h-undo",
};
const { links } = deliveryOf();
const cardFor = (notification: Notification, language: (typeof LANGUAGES)[number] = "en") =>
  appCardOf({ notification, links, handles }, { messages: CATALOGUE[language], timeZone: "UTC" });

/** Every node with one of the tags, in order. */
function nodes(value: unknown, tag: string): Record<string, unknown>[] {
  if (value === null || typeof value !== "object") return [];
  const inner = Object.values(value).flatMap((item) => nodes(item, tag));
  return "tag" in value && value.tag === tag ? [value as Record<string, unknown>, ...inner] : inner;
}

describe.each(LANGUAGES)("a card in %s", (language) => {
  test.each(EVERY_CHANGE)("of $change is one that the platform takes", (notification) => {
    const card = cardFor(notification, language);
    const report = inspectCard(card);
    expect(report.violations).toEqual([]);
    expect(report.nodes).toBeLessThanOrEqual(150);
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(24_000);
  });

  test("stays under 24 KB whatever it has to tell, and says that it was shortened", () => {
    const card = cardFor(hostileNotification(), language);
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(24_000);
    expect(inspectCard(card)).toMatchObject({ violations: [], callbacks: 5, forms: 1 });
    expect(JSON.stringify(card)).toContain(CATALOGUE[language].labels.shortened);
  });
});

test("a button carries an opaque id and nothing about plan, incident or verdict", () => {
  const values = nodes(cardFor(notificationOf()), "button").flatMap(({ behaviors }) =>
    (behaviors as { type: string; value?: unknown }[]).filter(({ type }) => type === "callback"),
  );
  const carried = values.map(({ value }) => (value as { handle: string }).handle);
  const offered = Object.values(handles).filter((handle) => handle !== handles.undo);
  expect(carried.toSorted()).toEqual(offered.toSorted());
  expect(values.map(({ value }) => Object.keys(value as object))).toEqual(carried.map(() => ["handle"]));
});

describe.each(LANGUAGES)("the times to choose from, in %s,", (language) => {
  const { lasting, span } = CATALOGUE[language];
  const selects = (notification: Notification) => nodes(cardFor(notification, language), "select_static");

  test("stand beside the buttons that they are for, the shortest chosen, and say nothing by their values", () => {
    const fields = selects(notificationOf()).map(({ name, options, initial_option }) => {
      const all = options as { text: { content: string }; value: string }[];
      expect(all.map(({ value }) => value).filter((value) => !/^[\w-]{32}$/.test(value))).toEqual([]);
      expect(initial_option).toBe(all[0]?.value);
      return [name, all.map(({ text }) => text.content)];
    });
    expect(fields).toEqual([
      ["not_now_for", USUAL_LENGTHS["not-now"].map((minutes) => lasting["not-now"](span(minutes)))],
      ["pause_for", USUAL_LENGTHS.pause.map((minutes) => lasting.pause(span(minutes)))],
    ]);
  });

  test("are asked for where nothing waits for an answer, too", () => {
    const names = selects(notificationOf({ status: "verifying", approval: null })).map(({ name }) => name);
    expect(names).toEqual(["pause_for"]);
  });
});

test("a high risk asks for a second confirmation of the yes, and of nothing else", () => {
  const { plan } = notificationOf();
  if (plan === null) throw new Error("the notification has a plan");
  const asking = (risk: string) =>
    nodes(cardFor(notificationOf({ plan: { ...plan, risk } })), "button")
      .filter(({ confirm }) => confirm !== undefined)
      .map(({ name }) => name);
  expect(asking("high")).toEqual(["approve"]);
  expect(asking("medium")).toEqual([]);
});

test("the card takes the decision itself: no link that vouches for nobody stands on it", () => {
  const text = JSON.stringify(cardFor(notificationOf()));
  expect(text).not.toContain("/approvals/");
  expect(text).toContain("/incidents/");
});

test("words from logs and names are text and never markup", () => {
  const hostile = "<at id=all></at> **bold** [x](https://evil.example) <script>alert(1)</script>";
  const card = cardFor(notificationOf({ summary: hostile, evidence: [hostile] }));
  expect(nodes(card, "markdown")).toEqual([]);
  expect(nodes(card, "lark_md")).toEqual([]);
});

test("what can be said follows from the state", () => {
  const offered = (status: (typeof INCIDENT_STATUSES)[number]) => decisionsOn({ status, approval: null });
  expect(Object.fromEntries(INCIDENT_STATUSES.map((status) => [status, offered(status)]))).toEqual({
    investigating: ["take-over", "pause"],
    "awaiting-approval": ["pause"],
    applying: ["pause"],
    verifying: ["pause"],
    "rolling-back": ["pause"],
    "needs-person": [],
    closed: [],
  });
  expect(decisionsOn(notificationOf())).toEqual(["approve", "reject", "not-now", "take-over", "pause"]);
});

const fixed = () =>
  notificationOf({
    change: "fixed",
    status: "closed",
    outcome: "fixed",
    approval: null,
    undo: { digest: "d" },
  });

test.each(LANGUAGES)(
  "a fix that held can be undone from its card, for a reason and after a question: %s",
  (language) => {
    expect(decisionsOn(fixed())).toEqual(["undo"]);
    const card = cardFor(fixed(), language);
    expect(inspectCard(card)).toMatchObject({ violations: [], callbacks: 1, forms: 1 });
    const { labels } = CATALOGUE[language];
    expect(nodes(card, "input")).toMatchObject([{ name: "reason", required: true, max_length: 500 }]);
    expect(nodes(card, "button")[0]).toMatchObject({
      name: "undo",
      confirm: { title: { content: labels.confirmUndoTitle } },
      behaviors: [{ type: "callback", value: { handle: "h-undo" } }],
    });
  },
);

test("a fix that is none to undo, or that somebody has asked to undo, offers nothing", () => {
  expect(decisionsOn({ ...fixed(), undo: null })).toEqual([]);
});

test("who decided, and what they said, stays on the card", () => {
  const decision = {
    state: "approved",
    by: "ou_ada",
    door: "card",
    at: "2026-11-22T10:01:00Z",
    reason: "go",
  };
  const text = JSON.stringify(cardFor(notificationOf({ status: "applying", approval: null, decision })));
  expect(text).toContain("approved · ou_ada · on the card · 2026-11-22 10:01 UTC");
});
