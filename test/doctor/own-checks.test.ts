import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { openDatabase } from "../../src/database/database.ts";
import { configurationCheck } from "../../src/doctor/checks/configuration.ts";
import { dataFolderCheck } from "../../src/doctor/checks/data-folder.ts";
import { databaseCheck } from "../../src/doctor/checks/database.ts";
import { judgeGuard } from "../../src/doctor/checks/guard.ts";
import { migrationsCheck } from "../../src/doctor/checks/migrations.ts";
import { policyCheck } from "../../src/doctor/checks/policy.ts";
import type { GuardSeen } from "../../src/doctor/guard/look-at-guard.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { NOW, patient, run, told } from "./support/patient.ts";

const TOKENS = { WEBHOOK_TOKEN: "w".repeat(20), OPERATOR_TOKEN: "o".repeat(20) };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "autofix-doctor-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the configuration", () => {
  const look = async (env: Record<string, string>) => told(await run(configurationCheck(patient(env))));
  const bot = { FEISHU_BOT_WEBHOOK_URL: "https://open.feishu.cn/hook/x" };
  test("with somebody to tell and an address for links is well", async () => {
    expect((await look({ ...bot, PUBLIC_URL: "https://autofix.example.org" })).statuses).toEqual(["ok"]);
  });
  test.each([
    [{}, "FEISHU_APP_ID"],
    [bot, "PUBLIC_URL"],
    [{ ...bot, PUBLIC_URL: "https://a.example.org", WATCH: "off" }, "WATCH"],
  ])("that lacks something says what: %j", async (env, remedy) => {
    const { statuses, remedies } = await look(env);
    expect([statuses, remedies]).toEqual([["ok", "warning"], expect.stringContaining(remedy)]);
  });
});

describe("the policy", () => {
  const look = async (text: string | null) => {
    const path = join(folder, "policy.yaml");
    if (text !== null) await writeFile(path, text);
    return told(
      await run(policyCheck(patient({ POLICY_FILE: text === null ? join(folder, "none.yaml") : path }))),
    );
  };
  test("that can be used is well, and so is none", async () => {
    expect((await look("apiVersion: kube-autofix.io/v1\nkind: Policy\n")).statuses).toEqual(["ok"]);
    expect(told(await run(policyCheck(patient()))).statuses).toEqual(["ok"]);
  });
  test("that cannot is told with its place and what to do", async () => {
    const { statuses, details, remedies } = await look(
      "apiVersion: kube-autofix.io/v1\nkind: Policy\nrulez: []\n",
    );
    expect(statuses).toEqual(["failure"]);
    expect(details).toMatch(/policy\.yaml:3:\d+: /);
    expect(remedies).not.toBe("");
  });
  test("that is not there fails", async () => {
    const { statuses, remedies } = await look(null);
    expect([statuses, remedies]).toEqual([["failure"], expect.stringContaining("POLICY_FILE")]);
  });
});

describe("the data folder", () => {
  const look = async (env: Record<string, string>) => told(await run(dataFolderCheck(patient(env))));
  test("that is there, or can be made, is well", async () => {
    const kept = join(folder, "kept");
    await mkdir(kept, { mode: 0o700 });
    const env = { DATABASE_URL: "postgresql://db.test/x", ...TOKENS };
    expect((await look({ ...env, DATA_DIR: kept })).statuses).toEqual(["ok"]);
    expect((await look({ ...env, DATA_DIR: join(kept, "not", "yet") })).statuses).toEqual(["ok"]);
  });
  test("that everybody may enter is a warning", async () => {
    const open = join(folder, "open");
    await mkdir(open);
    await chmod(open, 0o755);
    const { statuses, remedies } = await look({
      DATA_DIR: open,
      DATABASE_URL: "postgresql://db.test/x",
      ...TOKENS,
    });
    expect([statuses, remedies]).toEqual([["warning", "ok"], expect.stringContaining("chmod")]);
  });
  test("that cannot be made fails", async () => {
    // A file is no folder for anybody, root included.
    const file = join(folder, "file");
    await writeFile(file, "");
    const { statuses, remedies } = await look({ DATA_DIR: join(file, "data") });
    expect([statuses, remedies]).toEqual([["failure"], expect.stringContaining("DATA_DIR")]);
  });
});

describe("the database", () => {
  let own: TestDatabase;
  beforeAll(async () => {
    own = await testDatabase();
  });
  afterAll(() => own.drop());
  const env = { DATABASE_URL: "postgresql://db.test/x", ...TOKENS };
  const opened = () =>
    openDatabase({
      databaseUrl: () => own.url,
      dataDir: folder,
      logger: silentLogger,
      clock: patient().clock,
      role: "guest",
    });

  test("that answers is well, its schema as well, and a clock that is off is a warning", async () => {
    const database = await opened();
    try {
      const clock = { ...patient().clock, now: () => new Date(NOW.getTime() + 3_600_000 * 24 * 365 * 50) };
      const on = patient(env, { database: async () => database, clock });
      const { statuses, details } = told(await run(databaseCheck(on)));
      expect([statuses, details]).toEqual([
        ["ok", "warning"],
        expect.stringMatching(/^your PostgreSQL \d+\.\d+ answers/),
      ]);
      expect(told(await run(migrationsCheck(on))).statuses).toEqual(["ok"]);
    } finally {
      await database.close();
    }
  });

  test.each([
    ["of a newer version that still serves this code", 900, 1, ["ok"], ""],
    ["of a newer version that does not", 900, 900, ["failure"], "start the newer version"],
  ])("with a schema %s", async (_case, number, oldestCode, expected, remedy) => {
    const database = await opened();
    try {
      await sql`insert into schema_compatibility (number, name, oldest_code)
        values (${number}, 'later', ${oldestCode})`.execute(database.db);
      const { statuses, remedies } = told(
        await run(migrationsCheck(patient(env, { database: async () => database }))),
      );
      expect([statuses, remedies]).toEqual([expected, expect.stringContaining(remedy)]);
    } finally {
      await sql`delete from schema_compatibility where number = ${number}`.execute(database.db);
      await database.close();
    }
  });

  test("with an older schema is a warning, with the command", async () => {
    const database = await opened();
    try {
      const taken = await sql`delete from schema_compatibility where number > 1 returning *`.execute(
        database.db,
      );
      expect(taken.rows.length).toBeGreaterThan(0);
      const { statuses, remedies } = told(
        await run(migrationsCheck(patient(env, { database: async () => database }))),
      );
      expect([statuses, remedies]).toEqual([["warning"], expect.stringContaining("kube-autofix migrate")]);
    } finally {
      await database.close();
    }
  });

  test.each([
    ["the embedded server where no service runs", {}, "not-found", "serve"],
    ["a server that is away", env, "unavailable", "DATABASE_URL"],
  ] as const)("%s fails, with what to do", async (_case, given, reason, remedy) => {
    const database = async () => {
      throw new OperationError('start "kube-autofix serve" first', { reason, retryable: false });
    };
    const { statuses, remedies } = told(await run(databaseCheck(patient(given, { database }))));
    expect([statuses, remedies]).toEqual([["failure"], expect.stringContaining(remedy)]);
  });
});

describe("the guard", () => {
  const well: GuardSeen = {
    isReady: true,
    validTo: new Date(NOW.getTime() + 6 * 86_400_000),
    isNamed: true,
    isTrusted: true,
  };
  const there = { state: "there", bundle: "", isClosed: true } as const;
  const judged = (seen: Partial<GuardSeen>, webhook: Parameters<typeof judgeGuard>[1]["webhook"] = there) =>
    told(judgeGuard({ ...well, ...seen }, { name: "guard.test", webhook, now: NOW }));

  test("that is ready, named and trusted is well", () => {
    expect(judged({})).toMatchObject({ statuses: ["ok"], details: expect.stringContaining("6 days") });
    expect(judged({ isTrusted: null }, { state: "unseen" }).statuses).toEqual(["ok"]);
  });
  test.each([
    [
      "an ended certificate",
      { validTo: new Date(NOW.getTime() - 1) },
      there,
      "failure",
      "GUARD_CERTIFICATE_DIR",
    ],
    [
      "one that ends tomorrow",
      { validTo: new Date(NOW.getTime() + 86_400_000) },
      there,
      "warning",
      "renewed",
    ],
    ["another's name", { isNamed: false }, there, "failure", "GUARD_HOSTS"],
    ["no trust", { isTrusted: false }, there, "failure", "CA bundle"],
    ["no webhook", {}, { state: "absent" }, "failure", "--print-manifests"],
    ["a webhook that fails open", {}, { ...there, isClosed: false }, "warning", "failurePolicy"],
    ["a guard that is not ready", { isReady: false }, there, "failure", "log"],
  ] as const)("%s is told, with what to do", (_case, seen, webhook, status, remedy) => {
    const { statuses, remedies } = judged(seen, webhook);
    expect([statuses, remedies]).toEqual([[status], expect.stringContaining(remedy)]);
  });
});
