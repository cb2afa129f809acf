import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { raiseStage, type Served, type Stage } from "../e2e/support/stage.ts";
import { OPERATOR_TOKEN, WEBHOOK_TOKEN } from "../support/service.ts";
import { CHART } from "./support/helm.ts";

let stage: Stage;
let service: Served;
let folder: string;

beforeAll(async () => {
  stage = await raiseStage();
  service = await stage.serve({ clock: createClock() });
  folder = mkdtempSync(join(tmpdir(), "autofix-helm-test-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stage.end();
});

/** The test's pod: the same program, with the tokens as its volume has them. */
async function run(
  tokens: Record<string, string>,
  more: Record<string, string> = {},
): Promise<{ code: number; out: string }> {
  for (const [name, token] of Object.entries(tokens)) writeFileSync(join(folder, name), `${token}\n`);
  const env = { ...process.env, SERVICE: service.url, TOKENS: folder, ...more };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(CHART, "files/test.mjs")], { env, timeout: 200_000 }, (error, out) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out }),
    );
  });
}

test("`helm test` passes on a service that works, and its alert opens nothing", async () => {
  const { code, out } = await run({ OPERATOR_TOKEN, WEBHOOK_TOKEN });
  expect(out).not.toContain("FAILED");
  expect(out.match(/^ok /gm)).toHaveLength(5);
  expect(code).toBe(0);
  expect(await service.client.incidents("")).toEqual([]);
  const { rows } = await service.database.pool.query("select count(*)::int as count from alerts");
  expect(rows).toEqual([{ count: 1 }]);
});

test("it fails where a token is not the service's", async () => {
  const { code, out } = await run({ OPERATOR_TOKEN, WEBHOOK_TOKEN: "another" });
  expect(out).toMatch(/FAILED \/webhooks\/alertmanager: 401, 200 expected/);
  expect(code).toBe(1);
});

test("it fails where nothing answers, once its patience is over", async () => {
  const nobody = { SERVICE: "http://127.0.0.1:1", PATIENCE_SECONDS: "0" };
  const { code, out } = await run({ OPERATOR_TOKEN, WEBHOOK_TOKEN }, nobody);
  expect(out).toMatch(/FAILED \/readyz: no answer, 200 expected/);
  expect(code).toBe(1);
});

test("it waits for a service that is on its way up", async () => {
  const statuses = [503, 200];
  const slow = createServer((request, response) => {
    const isAsked = request.headers.authorization !== undefined || request.url === "/readyz";
    response.writeHead(isAsked ? (statuses.shift() ?? 200) : 401).end();
  });
  await new Promise<void>((resolve) => void slow.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
    const { code, out } = await run({ OPERATOR_TOKEN, WEBHOOK_TOKEN }, { SERVICE: url });
    expect({ code, out }).toEqual({ code: 0, out: expect.not.stringContaining("FAILED") });
    expect(statuses).toEqual([]);
  } finally {
    slow.closeAllConnections();
    await new Promise((resolve) => slow.close(resolve));
  }
});
