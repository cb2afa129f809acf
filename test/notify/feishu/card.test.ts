import { describe, expect, test } from "vitest";
import { cardOf } from "../../../src/notify/feishu/card.ts";
import { CATALOGUE } from "../../../src/notify/messages/catalogue.ts";
import { LANGUAGES } from "../../../src/notify/messages/messages.ts";
import { inspectCard } from "../../../src/simulation/feishu/card/inspect-card.ts";
import { deliveryOf, EVERY_CHANGE, hostileNotification } from "../notification-fixture.ts";

const MAX_BYTES = 19_000;
const EN = { messages: CATALOGUE.en, timeZone: "UTC" };
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe.each(LANGUAGES)("a card in %s", (language) => {
  const messages = CATALOGUE[language];
  const voice = { messages, timeZone: "UTC" };

  test.each(EVERY_CHANGE)("for $change is taken by the platform's rules", (notification) => {
    const card = cardOf({ ...deliveryOf(), notification }, voice, MAX_BYTES);

    expect(inspectCard(card)).toMatchObject({ violations: [], callbacks: 0, forms: 0 });
    expect(JSON.stringify(card)).toContain(messages.changes[notification.change].title);
  });

  test("shows what happened, the evidence, the plan, its diff, risk, verdict, rule and reason", () => {
    const card = JSON.stringify(cardOf(deliveryOf(), voice, MAX_BYTES));

    const { notification } = deliveryOf();
    const { plan } = notification;
    if (plan === null) throw new Error("the fixture has a plan");
    const wanted = [
      notification.summary,
      ...notification.evidence,
      ...plan.diff.map((line) => line.replace(/^- /, "\u2212\u00a0").replace(/^\+ /, "+\u00a0")),
      ...plan.riskReasons,
      ...plan.notes,
      plan.sentence,
      plan.rule,
      plan.reason,
      messages.risks.medium,
      messages.verdicts.approve,
      messages.causes["memory-limit-too-low"],
    ];
    for (const text of wanted) expect(card).toContain(JSON.stringify(text).slice(1, -1));
  });

  test("stays small enough and says that it was shortened, whatever is in it", () => {
    const delivery = { ...deliveryOf(), notification: hostileNotification() };

    const card = cardOf(delivery, voice, MAX_BYTES);

    const { violations, nodes } = inspectCard(card);
    expect(violations).toEqual([]);
    expect(nodes).toBeLessThanOrEqual(150);
    expect(bytesOf(card)).toBeLessThanOrEqual(MAX_BYTES);
    expect(JSON.stringify(card)).toContain(messages.labels.shortened);
    expect(JSON.stringify(card)).toContain(String(delivery.links.approval));
  });
});

describe("a card", () => {
  test("holds no markup, so that no text in it can become any", () => {
    const card = cardOf({ ...deliveryOf(), notification: hostileNotification() }, EN, MAX_BYTES);

    const tags = [...JSON.stringify(card).matchAll(/"tag":"([a-z_0-9]+)"/g)].map(([, tag]) => tag);
    expect(new Set(tags)).toEqual(
      new Set(["plain_text", "text_tag", "div", "hr", "button", "collapsible_panel", "standard_icon"]),
    );
    expect(JSON.stringify(card)).not.toMatch(/\\u001b|\\u0007|\u202e/);
  });

  test("offers the decision only while one is wanted", () => {
    const wanted = JSON.stringify(cardOf(deliveryOf(), EN, MAX_BYTES));
    const decided = JSON.stringify(cardOf(deliveryOf({ approval: null }), EN, MAX_BYTES));

    expect(wanted).toContain("https://autofix.example/approvals/t0k3n");
    expect(decided).not.toContain("https://autofix.example/approvals/t0k3n");
    expect(decided).toContain("https://autofix.example/incidents/0190b6a0");
  });

  test("shows before the decision what it needs, and folds away what it rests on", () => {
    const { elements } = cardOf(deliveryOf(), EN, MAX_BYTES).body;
    const panelAt = elements.findIndex(({ tag }) => tag === "collapsible_panel");
    const front = JSON.stringify(elements.slice(0, panelAt));
    const folded = JSON.stringify(elements[panelAt]);
    const { notification } = deliveryOf();
    for (const text of [notification.summary, "limits.memory: 230Mi", "medium", "Decide before"])
      expect(front).toContain(text);
    expect(front).not.toContain("OOMKilled, exit 1");
    for (const text of ["Evidence · Policy", "OOMKilled, exit 1", "databases-ask-first"])
      expect(folded).toContain(text);
    expect(JSON.stringify(elements.slice(panelAt))).toContain("Open incident");
  });

  test("leads to the logs and to the runbook where there are links to them", () => {
    const links = {
      ...deliveryOf().links,
      ...{ logs: "https://logs.example/web", runbook: "https://runbooks.example/oom" },
    };
    const card = cardOf({ ...deliveryOf(), links }, EN, MAX_BYTES);
    expect(inspectCard(card).violations).toEqual([]);
    const button = (text: string, url: string) => ({
      tag: "button",
      text: { tag: "plain_text", content: text },
      type: "default",
      behaviors: [{ type: "open_url", default_url: url }],
    });
    expect(card.body.elements).toContainEqual(button("Logs", links.logs));
    expect(card.body.elements).toContainEqual(button("Runbook", links.runbook));
  });

  test("says that it has no links where no address of ours is known", () => {
    const delivery = { ...deliveryOf(), links: { incident: null, approval: null } };

    const card = cardOf(delivery, EN, MAX_BYTES);

    expect(JSON.stringify(card)).toContain(CATALOGUE.en.labels.noLink);
    expect(JSON.stringify(card)).not.toContain('"tag":"button"');
  });

  test("tells its state by colour and by words", () => {
    const header = (change: "fixed" | "needs-person") => cardOf(deliveryOf({ change }), EN, MAX_BYTES).header;

    expect(header("fixed")).toMatchObject({ template: "green" });
    expect(header("needs-person")).toMatchObject({ template: "red" });
    expect(header("fixed").text_tag_list[0]?.text.content).toBe("awaiting approval");
  });

  test("is not shortened where it fits", () => {
    expect(JSON.stringify(cardOf(deliveryOf(), EN, MAX_BYTES))).not.toContain(CATALOGUE.en.labels.shortened);
  });
});
