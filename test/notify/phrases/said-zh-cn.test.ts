import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { NAMES_ZH_CN } from "../../../src/notify/messages/data/phrases-zh-cn/names.ts";
import { phrasesZhCn } from "../../../src/notify/messages/data/phrases-zh-cn/phrases.ts";
import { createNames } from "../../../src/notify/messages/phrases/names.ts";

/**
 * What the service said in a run over the whole library of scenarios: findings, what was ruled out, advice, actions, proofs, risks,
 * notes, hand-overs and the lines of the timeline, one sentence for each that is told in Chinese words of its own. Sentences that
 * hold words of others (messages of a platform, lines of a log) are not in it: those words stay as they were written.
 */
const SAID: string[] = JSON.parse(readFileSync(new URL("data/said.json", import.meta.url), "utf8"));

test("what was said in a run over all scenarios is told in Chinese, wholly", () => {
  expect(SAID.length).toBeGreaterThan(400);
  const kept = SAID.filter((text) => phrasesZhCn(text).some(({ isKept }) => isKept));
  expect(kept).toEqual([]);
});

const told = (text: string) =>
  phrasesZhCn(text)
    .map((part) => part.text)
    .join("");

test("spans of time within it are in Chinese, too", () => {
  const english = SAID.map(told).filter((text) => /\d (?:s|min|h|d)(?![\w.-])/.test(text));
  expect(english).toEqual([]);
});

test.each([
  ["several runs", "33 s under 128Mi, 75 s under 256Mi", "33 秒（限制 128Mi）、75 秒（限制 256Mi）"],
  ["several nodes", "node-1, node-2 and node-3", "node-1、node-2、node-3"],
  ["several objects", "Service web and Service api", "Service web、Service api"],
  ["a run", "one run", "一次运行"],
  ["a setting", "environment HOST of container web", "容器 web 的环境变量 HOST"],
  ["a volume", "scratch at /scratch", "scratch，挂载于 /scratch"],
  ["a size that held", "15Gi for 61 s", "15Gi，已持续 61 秒"],
  ["what a person is called", "Ada and Bob", "Ada and Bob"],
  ["words of a program", "exec format error and more", "exec format error and more"],
  ["a name that looks like a span", "web-2 s.example", "web-2 s.example"],
])("in the place of a name, of %s", (_what, english, chinese) => {
  expect(createNames(NAMES_ZH_CN, "、")(english)).toBe(chinese);
});
