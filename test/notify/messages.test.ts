import { expect, test } from "vitest";
import { ACTION_TYPES } from "../../src/domain/action.ts";
import { CAUSE_NAMES } from "../../src/domain/cause.ts";
import { INCIDENT_STATUSES, OUTCOMES } from "../../src/domain/incident.ts";
import { CHANGES } from "../../src/domain/notification.ts";
import { CATALOGUE } from "../../src/notify/messages/catalogue.ts";
import { LANGUAGES, wordFor } from "../../src/notify/messages/messages.ts";

/** What those texts are asked with that are no numbers' own. */
const ASKED: Record<string, unknown> = {
  ".pages.incident.headline": { summary: "it is ill", cause: "", subject: "Deployment web" },
  ".pages.plan.what": "SetImage",
  ".phrase": "all pods restart",
};
/** Where the records say it in English already. */
const SAID_BY_RECORDS = new Set([".pages.plan.what"]);

/** Every text of a catalogue by the path of its key. */
function textsOf(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, textOf(value(ASKED[path] ?? 7))]];
  return Object.entries(value ?? {}).flatMap(([key, item]) => textsOf(item, `${path}.${key}`));
}

const textOf = (said: unknown) =>
  Array.isArray(said) ? said.map(({ text }: { text: string }) => text).join("") : String(said);

test("every language has the same keys, and a text for each", () => {
  const keys = textsOf(CATALOGUE.en).map(([path]) => path);

  for (const language of LANGUAGES) {
    const texts = textsOf(CATALOGUE[language]);
    expect(texts.map(([path]) => path).sort()).toEqual([...keys].sort());
    const isSaid = (path: string) => language === "en" && SAID_BY_RECORDS.has(path);
    expect(texts.filter(([path, text]) => text.trim() === "" && !isSaid(path))).toEqual([]);
  }
});

test("every change, cause, outcome and status has words in every language", () => {
  for (const language of LANGUAGES) {
    const messages = CATALOGUE[language];
    expect(Object.keys(messages.changes).sort()).toEqual([...CHANGES].sort());
    expect(Object.keys(messages.causes).sort()).toEqual([...CAUSE_NAMES].sort());
    expect(Object.keys(messages.outcomes).sort()).toEqual([...OUTCOMES].sort());
    expect(Object.keys(messages.statuses).sort()).toEqual([...INCIDENT_STATUSES].sort());
  }
});

test("every action is told in Chinese", () => {
  const told = ACTION_TYPES.map((type) => [type, CATALOGUE["zh-CN"].pages.plan.what(type)]);
  expect(told.filter(([, text]) => !/[\u4e00-\u9fff]/.test(text ?? ""))).toEqual([]);
});

test("the Chinese catalogue is in Chinese", () => {
  const withoutChinese = textsOf(CATALOGUE["zh-CN"]).filter(([, text]) => !/[\u4e00-\u9fff]/.test(text));
  expect(withoutChinese).toEqual([]);
});

test("a word that this version does not know is shown as it is", () => {
  expect(wordFor(CATALOGUE.en.causes, "from-the-future")).toBe("from-the-future");
  expect(wordFor(CATALOGUE.en.causes, "constructor")).toBe("constructor");
});
