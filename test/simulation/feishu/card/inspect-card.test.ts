import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { inspectCard } from "../../../../src/simulation/feishu/card/inspect-card.ts";

const FILE = new URL("../../../fixtures/feishu/card-that-passes.json", import.meta.url);
type Part = Record<string, unknown>;
const parts = z.record(z.string(), z.unknown());
const freshCard = (): Part => parts.parse(JSON.parse(readFileSync(FILE, "utf8")));

/** The part of a card at a path such as "body.elements.0". */
function at(card: Part, path: string): Part {
  const found = path.split(".").reduce<unknown>((value, key) => Reflect.get(Object(value), key), card);
  return z.custom<Part>((value) => typeof value === "object" && value !== null).parse(found);
}

const set = (path: string, key: string, value: unknown) => (card: Part) => {
  at(card, path)[key] = value;
};
const push =
  (path: string, ...items: unknown[]) =>
  (card: Part) => {
    z.array(z.unknown()).parse(at(card, path));
    Reflect.apply(Array.prototype.push, at(card, path), items);
  };
const times = (count: number, item: unknown): unknown[] => Array.from({ length: count }, () => item);
const div = { tag: "div", text: { tag: "plain_text", content: "x" } };
const markdown = (content: string) => ({ tag: "markdown", content });
const table = { tag: "table", columns: [{ name: "a", data_type: "text" }], rows: [{ a: "1" }] };
const nested = (levels: number): unknown =>
  levels === 0 ? div : { tag: "interactive_container", behaviors: [], elements: [nested(levels - 1)] };
const link = (behavior: unknown) => ({
  tag: "button",
  text: { tag: "plain_text", content: "Open" },
  behaviors: [behavior],
});

const FORM = "body.elements.3";
const BUTTON = `${FORM}.elements.1.columns.0.elements.0`;

test("takes the card that must pass, and counts its twenty nodes", () => {
  expect(inspectCard(freshCard())).toMatchObject({ violations: [], nodes: 20, forms: 1, callbacks: 1 });
});

test.each<[string, (card: Part) => unknown, number]>([
  ["a root property of version 1", (card) => Object.assign(card, { elements: [] }), 200621],
  ["no schema", (card) => delete card.schema, 200621],
  ["no body", (card) => delete card.body, 200621],
  ["another schema", (card) => Object.assign(card, { schema: "1.0" }), 200621],
  ["header.tag", set("header", "tag", "x"), 200621],
  ["no title", set("header", "title", undefined), 200621],
  ["a template that is none", set("header", "template", "pink"), 200621],
  ["a colour of a tag that is none", set("header.text_tag_list.0", "color", "grey"), 200621],
  ["update_multi false", set("config", "update_multi", false), 300302],
  ["an unknown language", set("config", "locales", ["en"]), 200621],
  ["a translation into an unknown language", set("header.title", "i18n_content", { en: "x" }), 200621],
  ["corner_radius on a column_set", set(`${FORM}.elements.1`, "corner_radius", "4px"), 200621],
  ["corner_radius on a column", set(`${FORM}.elements.1.columns.0`, "corner_radius", "4px"), 200621],
  ["markdown with href", set("body.elements.0", "href", {}), 200621],
  ["the tag action", push("body.elements", { tag: "action", actions: [] }), 200861],
  ["the tag note", push("body.elements", { tag: "note", elements: [] }), 200861],
  ["an unknown tag", push("body.elements", { tag: "marquee" }), 200621],
  ["a component that is a text", push("body.elements", "div"), 200621],
  ["more than 200 nodes", push("body.elements", ...times(91, div)), 11310],
  ["more than five tables", push("body.elements", ...times(6, table)), 11310],
  ["markdown tables beyond five", push("body.elements", ...times(6, markdown("|a|\n|---|\n|1|"))), 11310],
  ["containers six deep", push("body.elements", nested(6)), 200621],
  ["a table within a panel", push("body.elements.2.elements", table), 200621],
  ["a form within a form", push(`${FORM}.elements`, { tag: "form", name: "f", elements: [] }), 200621],
  ["a form without a submit button", set(BUTTON, "form_action_type", "reset"), 200621],
  [
    "a button of a form that neither submits nor resets",
    push(`${FORM}.elements`, { ...link({ type: "callback", value: {} }), name: "b" }),
    200621,
  ],
  ["a part of a form without a name", set(`${FORM}.elements.0`, "name", undefined), 200621],
  ["a name used twice", set(`${FORM}.elements.0`, "name", "ok"), 200621],
  ["a malformed element_id", set("body.elements.0", "element_id", "1st"), 300301],
  ["an element_id used twice", push("body.elements", { ...div, element_id: "why" }), 300301],
  ["a hex colour", set("body.elements.2.border", "color", "#ff0000"), 200621],
  ["border.type", set("body.elements.2.border", "type", "solid"), 200621],
  ["a length out of range", set("body", "padding", "100px"), 200621],
  ["a length without a unit", set("body", "vertical_spacing", "8"), 200621],
  ["a button's text of 101 characters", set(`${BUTTON}.text`, "content", "x".repeat(101)), 200621],
  [
    "a placeholder of 101 characters",
    set(`${FORM}.elements.0.placeholder`, "content", "x".repeat(101)),
    200621,
  ],
  ["max_length 1001", set(`${FORM}.elements.0`, "max_length", 1001), 200621],
  ["open_url with url", push("body.elements", link({ type: "open_url", url: "https://a.example" })), 200621],
  [
    "a script address",
    push("body.elements", link({ type: "open_url", default_url: "javascript:1" })),
    200621,
  ],
  ["a callback's value that is a text", set(`${BUTTON}.behaviors.0`, "value", "approve"), 200621],
  ["an unknown behavior", push("body.elements", link({ type: "form_submit" })), 200621],
  [
    "an unknown image",
    push("body.elements", { tag: "img", img_key: "i", alt: { tag: "plain_text", content: "" } }),
    200570,
  ],
  ["a person unknown here", push("body.elements", markdown("<at id=all></at>")), 100290],
  ["an address glued to Chinese text", push("body.elements", markdown("见https://a.example")), 200621],
  ["a row key that is no column", push("body.elements", { ...table, rows: [{ b: "1" }] }), 200915],
  ["a row that is a text", push("body.elements", { ...table, rows: ["1"] }), 200914],
  [
    "two options of the same value",
    push("body.elements", {
      tag: "select_static",
      options: times(2, { text: { tag: "plain_text", content: "a" }, value: "a" }),
    }),
    200621,
  ],
])("refuses %s", (_name, mutate, code) => {
  const card = freshCard();
  mutate(card);
  expect(inspectCard(card).violations.map((violation) => violation.code)).toContain(code);
});

test.each<[string, (card: Part) => void]>([
  ["five nested containers", push("body.elements", nested(5))],
  ["five tables", push("body.elements", ...times(5, table))],
  ["a spacing by name", set("body", "vertical_spacing", "small")],
  ["a shade of a colour", set("body.elements.2.border", "color", "grey-500")],
])("takes %s", (_name, mutate) => {
  const card = freshCard();
  mutate(card);
  expect(inspectCard(card).violations).toEqual([]);
});

test("names the place in the platform's notation", () => {
  const card = freshCard();
  push("body.elements", { ...div, corner_radius: "4px" })(card);
  expect(inspectCard(card).violations).toEqual([
    {
      code: 200621,
      path: "ROOT -> body -> elements -> [5](tag: div)",
      message: "unknown property, property: corner_radius, path: ROOT -> body -> elements -> [5](tag: div)",
    },
  ]);
});
