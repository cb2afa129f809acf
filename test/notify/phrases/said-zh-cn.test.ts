import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { phrasesZhCn } from "../../../src/notify/messages/data/phrases-zh-cn/phrases.ts";

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
