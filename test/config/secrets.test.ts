import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { doorTokens } from "../../src/config/secrets.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { temporaryDataDir } from "../support/service-process.ts";

test("tokens are made once, kept for the owner alone and found again", async () => {
  const dataDir = join(await temporaryDataDir(), "new");
  const config = readConfig({ DATA_DIR: dataDir });
  const made = await doorTokens(config, silentLogger);
  expect(made.webhookToken).not.toBe(made.operatorToken);
  expect(made.webhookToken.length).toBeGreaterThanOrEqual(43);
  expect((await stat(join(dataDir, "webhook-token"))).mode & 0o777).toBe(0o600);
  expect((await readFile(join(dataDir, "operator-token"), "utf8")).trim()).toBe(made.operatorToken);
  expect(await doorTokens(config, silentLogger)).toEqual(made);
});

test("starters at the same time agree on one token", async () => {
  const config = readConfig({ DATA_DIR: await temporaryDataDir() });
  const all = await Promise.all(Array.from({ length: 10 }, () => doorTokens(config, silentLogger)));
  expect(new Set(all.map(({ webhookToken }) => webhookToken)).size).toBe(1);
});

test("configured tokens are used and leave no file", async () => {
  const dataDir = await temporaryDataDir();
  const config = readConfig({ DATA_DIR: dataDir, WEBHOOK_TOKEN: "w", OPERATOR_TOKEN: "o" });
  expect(await doorTokens(config, silentLogger)).toEqual({ webhookToken: "w", operatorToken: "o" });
  await expect(stat(join(dataDir, "webhook-token"))).rejects.toThrow("ENOENT");
});

test("a token that cannot be kept is explained", async () => {
  const folder = await temporaryDataDir();
  await writeFile(join(folder, "file"), "");
  const config = readConfig({ DATA_DIR: join(folder, "file") });
  await expect(doorTokens(config, silentLogger)).rejects.toThrow("cannot keep a token for WEBHOOK_TOKEN");
});
