import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { doorTokens } from "../../src/config/secrets.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { temporaryDataDir } from "../support/service-process.ts";

async function withFile(text: string, name = "OPERATOR_TOKEN", more: Record<string, string> = {}) {
  const file = join(await temporaryDataDir(), "secret");
  await writeFile(file, text);
  const config = readConfig({ [`${name}_FILE`]: file, ...more });
  const { look } = config.secrets;
  return { file, config, look, looks: () => [...look(), ...look()] };
}

test("a changed file is taken in once it has stood for two looks, and the first line is the newest", async () => {
  const { file, config, look } = await withFile("before\n");
  expect(look()).toEqual([]);
  await writeFile(file, "after\nbefore\n");
  expect(look()).toEqual([]);
  expect(config.http.operatorTokens()).toEqual(["before"]);
  expect(look()).toEqual([{ name: "OPERATOR_TOKEN", result: "loaded" }]);
  expect(config.http.operatorTokens()).toEqual(["after", "before"]);
  expect(look()).toEqual([]);
});

test("what is still being written is not taken in", async () => {
  const { file, config, look } = await withFile("whole");
  await writeFile(file, "hal");
  look();
  await writeFile(file, "half");
  look();
  expect(config.http.operatorTokens()).toEqual(["whole"]);
});

test.each([
  ["empty", "", "OPERATOR_TOKEN_FILE names an empty file"],
  ["of three tokens", "a\nb\nc", "OPERATOR_TOKEN must be one token, or two with a line each"],
  ["with a control character", "s3cr3t\u0007", "OPERATOR_TOKEN must not hold control characters"],
  ["what a viewer has", "viewer", "VIEWER_TOKEN must not be the OPERATOR_TOKEN"],
])(
  "a file that is %s is refused once, without a value, and the one before stays",
  async (_what, text, why) => {
    const { file, config, looks } = await withFile("before", "OPERATOR_TOKEN", { VIEWER_TOKEN: "viewer" });
    await writeFile(file, text);
    const news = looks();
    expect(news).toEqual([
      { name: "OPERATOR_TOKEN", result: "refused", problem: expect.stringContaining(why) },
    ]);
    expect(JSON.stringify(news)).not.toMatch(/s3cr3t/);
    expect(looks()).toEqual([]);
    expect(config.http.operatorTokens()).toEqual(["before"]);
  },
);

test("a file that is gone is told of, and what it held stays until it is back", async () => {
  const { file, config, looks } = await withFile("before");
  await rename(file, `${file}.gone`);
  expect(looks()).toMatchObject([{ result: "refused", problem: expect.stringContaining("ENOENT") }]);
  await writeFile(file, "after");
  expect(looks()).toMatchObject([{ result: "loaded" }]);
  expect(config.http.operatorTokens()).toEqual(["after"]);
});

test("a token that the service made itself is followed too", async () => {
  const dataDir = await temporaryDataDir();
  const config = readConfig({ DATA_DIR: dataDir });
  const { webhookToken } = await doorTokens(config, silentLogger);
  expect(config.http.webhookTokens()).toEqual([webhookToken]);
  await writeFile(join(dataDir, "webhook-token"), `mine\n${webhookToken}\n`);
  config.secrets.look();
  expect(config.secrets.look()).toEqual([{ name: "WEBHOOK_TOKEN", result: "loaded" }]);
  expect(config.http.webhookTokens()).toEqual(["mine", webhookToken]);
});

test.each([
  ["OPENAI_API_KEY", (config: Config) => config.model.apiKey()],
  ["TAVILY_API_KEY", (config: Config) => config.research.tavily.apiKey()],
  ["FEISHU_BOT_SECRET", (config: Config) => config.notify.feishu.bot.secret()],
])("%s is what its file says now", async (name, read) => {
  const { file, config, looks } = await withFile("before", name, {
    FEISHU_BOT_WEBHOOK_URL: "https://example.org/hook",
  });
  expect(read(config)).toBe("before");
  await writeFile(file, "after");
  looks();
  expect(read(config)).toBe("after");
});
type Config = ReturnType<typeof readConfig>;
