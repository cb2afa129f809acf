import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { stopGranted } from "../support/rights.ts";
import { runCli } from "./support/run-cli.ts";

const SECRETS = {
  WEBHOOK_TOKEN: "webhook-token-nobody-may-see",
  OPERATOR_TOKEN: "operator-token-nobody-may-see",
  OPENAI_API_KEY: "model-key-nobody-may-see",
  FEISHU_APP_SECRET: "app-secret-nobody-may-see",
  FEISHU_BOT_WEBHOOK_URL: "http://127.0.0.1:1/hook/nobody-may-see",
};
const answerSchema = z.object({
  ok: z.boolean(),
  failures: z.number(),
  warnings: z.number(),
  checks: z.array(z.object({ name: z.string(), status: z.string(), remedy: z.string().nullable() })),
});

let folder: string;
let database: TestDatabase;
const cluster = createSimulatedCluster({ clock: createClock() });
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "autofix-doctor-"));
  database = await testDatabase();
  const { kubeConfig } = await cluster.start();
  const path = join(folder, "kubeconfig");
  await writeFile(path, kubeConfig.exportConfig());
  env = {
    ...SECRETS,
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    KUBECONFIG: path,
    SERVICE_URL: "http://127.0.0.1:1",
    GUARD_HOSTS: "localhost",
    GUARD_PORT: "1",
    OPENAI_BASE_URL: "http://127.0.0.1:1",
    FEISHU_DOMAIN: "http://127.0.0.1:1",
    FEISHU_APP_ID: "cli_0123456789abcdef",
    FEISHU_CHAT_ID: "oc_1",
  };
});
afterAll(async () => {
  await stopGranted(cluster);
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const run = (args: string[] = [], more: Record<string, string> = {}) =>
  runCli(["doctor", ...args], { ...env, ...more });

describe("doctor", () => {
  it("says of every part how it is, with a remedy for each that is not well, and shows no secret", async () => {
    const { code, out, err } = await run(["--json", "--feishu-card"]);
    const { checks, ...sums } = answerSchema.parse(JSON.parse(out));
    const statusOf = (name: string) => checks.filter((one) => one.name === name).map(({ status }) => status);
    expect(
      Object.fromEntries([...new Set(checks.map(({ name }) => name))].map((name) => [name, statusOf(name)])),
    ).toMatchObject({
      policy: ["ok"],
      database: ["ok"],
      migrations: ["ok"],
      "api-server": ["ok"],
      rights: ["ok", "ok"],
      watch: ["ok"],
      guard: ["failure"],
      service: ["failure"],
      model: ["failure"],
      search: ["ok"],
      feishu: ["failure", "failure"],
    });
    for (const { status, remedy } of checks)
      expect(remedy !== null).toBe(["warning", "failure"].includes(status));
    expect([code, sums]).toEqual([
      1,
      { ok: false, failures: 5, warnings: checks.filter(({ status }) => status === "warning").length },
    ]);
    for (const secret of Object.values(SECRETS)) expect(out + err).not.toContain(secret);
  });

  it("prints a line each without colours where nobody looks at a terminal, and ends well where nothing fails", async () => {
    const { code, out } = await run(["--only", "migrations"]);
    expect(code).toBe(0);
    expect(out.split("\n").map((line) => line.split(/\s+/).slice(0, 2).join(" "))).toEqual(
      [
        "ok configuration",
        "warning configuration",
        "-> set",
        "ok database",
        "ok migrations",
        "0 failures,",
        "",
      ].map((line) => (line.startsWith("->") ? " ->" : line)),
    );
    expect(out).not.toContain("\u001b");
  });

  it("fails for warnings where that is asked", async () => {
    expect((await run(["--only", "migrations", "--strict"])).code).toBe(1);
  });

  it("names every problem of a configuration that cannot be used, and looks at nothing else", async () => {
    const { code, out } = await run([], { PORT: "many", AUTONOMY: "bold" });
    expect(code).toBe(1);
    expect(out).toMatch(/failure +configuration +PORT must be/);
    expect(out).toMatch(/failure +configuration +AUTONOMY must be/);
    expect(out).not.toContain("database");
  });

  it.each([[["--jsn"]], [["more"]]])("tells how it is used: %j", async (args) => {
    const { code, err } = await run(args);
    expect([code, err]).toEqual([2, expect.stringContaining("kube-autofix doctor [--only CHECK]")]);
  });

  it("tells of a check that there is not", async () => {
    const { code, err } = await run(["--only", "weather"]);
    expect([code, err]).toEqual([1, expect.stringContaining("there is no check weather")]);
  });
});
