import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordLesson } from "../../src/incidents/experience/lesson-rows.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { runCli } from "./support/run-cli.ts";

let from: TestDatabase;
let to: TestDatabase;
let folder: string;
beforeEach(async () => {
  [from, to] = await Promise.all([testDatabase(), testDatabase()]);
  folder = await mkdtemp(join(tmpdir(), "experience-"));
});
afterEach(async () => {
  await Promise.all([from.drop(), to.drop()]);
  await rm(folder, { recursive: true, force: true });
});

const run = ({ url }: TestDatabase, ...args: string[]) =>
  runCli(["experience", ...args], {
    DATABASE_URL: url,
    WEBHOOK_TOKEN: "w".repeat(20),
    OPERATOR_TOKEN: "o".repeat(20),
  });

const learn = ({ db }: TestDatabase, origin: string, more: object = {}) =>
  recordLesson(db, {
    origin,
    cluster: "c",
    namespace: "shop",
    workload: "apps/Deployment/shop/web",
    cause: "memory-leak",
    action: "SetMemoryLimit",
    shape: "Deployment|free|web|1",
    result: "verified",
    proof: "full",
    at: new Date("2026-01-02T03:04:05.678Z"),
    ...more,
  });

const rowsOf = ({ db }: TestDatabase) => db.selectFrom("lessons").selectAll().orderBy("origin").execute();

async function kept(content: string): Promise<string> {
  const path = join(folder, "lessons.jsonl");
  await writeFile(path, content);
  return path;
}

async function exported(): Promise<string[]> {
  await learn(from, "attempt/1");
  await learn(from, "attempt/2", { result: "recurred", proof: null, namespace: "bank" });
  const { code, out } = await run(from, "export");
  expect(code).toBe(0);
  return out.trimEnd().split("\n");
}

describe("experience", () => {
  it("shows how often each action held for each cause, the surest first", async () => {
    for (const number of [1, 2, 3, 4])
      await learn(from, `attempt/${number}`, { at: new Date(), workload: `apps/Deployment/shop/${number}` });
    await learn(from, "attempt/5", { action: "ExpandClaim", cause: "claim-full", at: new Date() });
    await learn(from, "attempt/6", { action: "ExpandClaim", cause: "claim-full", result: "recurred" });
    const { code, out } = await run(from, "show");
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 5))).toEqual([
      ["cause", "action", "held", "at least", "workloads"],
      ["memory-leak", "SetMemoryLimit", "4 of 4", "59 %", "4"],
      ["claim-full", "ExpandClaim", "1 of 2", expect.stringMatching(/^2\d %$/), "1"],
    ]);
    expect((await run(from, "show", "--cause", "memory-leak")).out).not.toContain("ExpandClaim");
    expect((await run(to, "show")).out).toBe("nothing was learned yet\n");
  });

  it("is the same after an export and an import, however often that is imported", async () => {
    const file = await kept((await exported()).join("\n"));
    expect(await run(to, "import", file)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^2 lessons/),
    });
    expect(await run(to, "import", file)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^0 lessons/),
    });
    const learned = (rows: Awaited<ReturnType<typeof rowsOf>>) => rows.map(({ imported: _, ...row }) => row);
    expect(learned(await rowsOf(to))).toEqual(learned(await rowsOf(from)));
  });

  it("that this service learned itself, or that is newer, is not overwritten", async () => {
    const file = await kept((await exported()).join("\n"));
    await learn(to, "attempt/1", { result: "kept", at: new Date("2025-01-01T00:00:00Z") });
    await learn(to, "attempt/2", { result: "kept", at: new Date("2026-06-01T00:00:00Z") });
    await to.db.updateTable("lessons").set({ imported: true }).where("origin", "=", "attempt/2").execute();
    expect((await run(to, "import", file)).out).toMatch(/^0 lessons were imported; 2 were known/);
    expect((await rowsOf(to)).map(({ result }) => result)).toEqual(["kept", "kept"]);
  });

  it.each<[string, (lines: string[]) => string[]]>([
    ["another version", ([head = "", ...rest]) => [head.replace('"version":1', '"version":2'), ...rest]],
    ["a cut file", (lines) => lines.slice(0, -1)],
    ["a line less", (lines) => lines.filter((_, index) => index !== 1)],
    ["a cause that is none", (lines) => lines.map((line) => line.replace("memory-leak", "memory-lake"))],
    ["an action that is none", (lines) => lines.map((line) => line.replace("SetMemoryLimit", "DeleteAll"))],
    ["a field too many", (lines) => lines.map((line) => line.replace('"cause"', '"weight":1e9,"cause"'))],
    ["a time ahead of ours", (lines) => lines.map((line) => line.replace("2026-01-02", "2226-01-02"))],
    ["one lesson twice", (lines) => lines.map((line) => line.replace("attempt/2", "attempt/1"))],
    ["no JSON", (lines) => lines.map((line, index) => (index === 1 ? "{" : line))],
  ])("with %s is refused, and nothing of it is taken", async (_name, change) => {
    const file = await kept(change(await exported()).join("\n"));
    const { code, err } = await run(to, "import", file);
    expect(code).toBe(1);
    expect(err).toContain("nothing was imported");
    expect(await rowsOf(to)).toEqual([]);
  });

  it.each([
    [
      ["--workload", "Deployment/shop/web"],
      ["attempt/2", "attempt/3"],
    ],
    [["--namespace", "shop"], ["attempt/3"]],
    [["--cause", "memory-leak"], ["attempt/2"]],
    [
      ["--namespace", "shop", "--cause", "memory-leak"],
      ["attempt/2", "attempt/3"],
    ],
    [["--all"], []],
  ])("is forgotten by %j", async (options, left) => {
    await learn(from, "attempt/1");
    await learn(from, "attempt/2", { workload: "apps/Deployment/shop/other-web", cause: "bad-release" });
    await learn(from, "attempt/3", { namespace: "bank", workload: "apps/Deployment/bank/web" });
    expect((await run(from, "forget", ...options)).code).toBe(0);
    expect((await rowsOf(from)).map(({ origin }) => origin)).toEqual(left);
  });

  it.each([
    [["forget"]],
    [["forget", "--all", "--namespace", "shop"]],
    [["forget", "--cause", "nonsense"]],
    [["forget", "--workload", "web"]],
    [["import"]],
    [["export", "--namespace", "shop"]],
    [["show", "--namespace", "shop"]],
    [["show", "everything"]],
    [["teach"]],
  ])("does nothing where %j is not understood", async (args) => {
    await learn(from, "attempt/1");
    expect((await run(from, ...args)).code).toBe(2);
    expect(await rowsOf(from)).toHaveLength(1);
  });
});
