import { expect, test } from "vitest";
import { isMeantFor } from "../../src/domain/route.ts";

test.each([
  ["the bot of the environment, where no rule names bots", "feishu-bot", null, true],
  ["a named bot, where no rule names bots", "feishu-bot/payments", null, false],
  ["a named bot of the rule", "feishu-bot/payments", ["payments"], true],
  ["another named bot", "feishu-bot/shop", ["payments"], false],
  ["the bot of the environment, where the rule leaves it out", "feishu-bot", ["payments"], false],
  ["the bot of the environment, where the rule names it", "feishu-bot", ["payments", "default"], true],
  ["no bot, where the rule names none", "feishu-bot", [], false],
  ["the app bot, whatever the rule says of custom bots", "feishu-app", [], true],
] as const)("%s", (_name, channel, bots, isMeant) => {
  expect(isMeantFor(channel, { bots: bots === null ? null : [...bots] })).toBe(isMeant);
});

test("without a policy the bot of the environment alone tells", () => {
  expect([isMeantFor("feishu-bot", undefined), isMeantFor("feishu-bot/shop", undefined)]).toEqual([
    true,
    false,
  ]);
});
