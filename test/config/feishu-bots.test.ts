import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/config/config.ts";

const ADDRESS = "https://open.feishu.cn/open-apis/bot/v2/hook/0001";

test("custom bots come by name, with or without a secret", () => {
  const { bots } = readConfig({ FEISHU_BOTS: `pay ${ADDRESS} s1; shop ${ADDRESS}2` }).notify.feishu;
  expect(bots()).toEqual([
    { name: "pay", webhookUrl: ADDRESS, secret: "s1" },
    { name: "shop", webhookUrl: `${ADDRESS}2` },
  ]);
});

test.each([
  ["no address", "pay s3cret-text", "entry 1"],
  ["a second that is none", `pay ${ADDRESS}; s3cret-text`, "entry 2"],
  ["one name twice", `pay ${ADDRESS}; pay ${ADDRESS} s3cret-text`, "each bot once"],
  ["the name of the environment's own", `default ${ADDRESS} s3cret-text`, "no bot default"],
])("%s is refused, and no value is shown", (_name, value, problem) => {
  const refusal = refusalOf({ FEISHU_BOTS: value });
  expect(refusal).toContain(problem);
  expect(refusal).not.toContain("s3cret");
  expect(refusal).not.toContain("hook/");
});

test("a zone that is none is refused at the start", () => {
  expect(readConfig({}).notify.feishu.timeZone).toBe("UTC");
  expect(readConfig({ FEISHU_TIME_ZONE: "Asia/Shanghai" }).notify.feishu.timeZone).toBe("Asia/Shanghai");
  expect(refusalOf({ FEISHU_TIME_ZONE: "Mars/Olympus" })).toContain("FEISHU_TIME_ZONE must be the IANA name");
});

function refusalOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return expect.fail("the configuration was taken");
}
