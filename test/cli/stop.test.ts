import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { GUARD_ROLE } from "../../src/database/migrations/0010-guard.ts";
import { writeKubeConfig } from "../e2e/support/serve-process.ts";
import { beginInLedger } from "../guard/support/begin-in-ledger.ts";
import { requestOf } from "../guard/support/ledger.ts";
import { CHANGE, CHANGED, WEB } from "../guard/support/web.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { runCli } from "./support/run-cli.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const run = (...argv: string[]) =>
  runCli(argv, {
    DATABASE_URL: database.url,
    WEBHOOK_TOKEN: "w".repeat(20),
    OPERATOR_TOKEN: "o".repeat(20),
  });
const words = () => database.db.selectFrom("stops").select(["is_stopped", "by", "door", "reason"]).execute();

test("stop and resume take effect once, and keep who said so and why", async () => {
  expect(await run("stop", "--reason", " a bad day ", "--by", "ada")).toEqual({
    code: 0,
    out: "all changes are stopped\n",
    err: "",
  });
  expect(await run("stop", "--reason", "again", "--by", "bob")).toMatchObject({
    code: 0,
    out: "nothing was done: all changes are stopped already\n",
  });
  expect(await run("resume", "--reason", "over", "--by", "bob")).toMatchObject({
    out: "changes may happen\n",
  });
  expect(await words()).toEqual([
    { is_stopped: true, by: "ada", door: "cli", reason: "a bad day" },
    { is_stopped: false, by: "bob", door: "cli", reason: "over" },
  ]);
});

test.each([
  [["stop"]],
  [["stop", "--reason", " "]],
  [["resume"]],
  [["stop", "--reason", "x", "--force"]],
  [["stop", "now", "--reason", "x"]],
])("nothing is stopped or resumed where %j is not understood", async (argv) => {
  expect(await run(...argv)).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("--reason TEXT"),
  });
  expect(await words()).toEqual([]);
});

/** `kube-autofix guard` in a process of its own; its API server does not answer, so that nothing trusts it but this test. */
async function startGuard(): Promise<{ port: number }> {
  const folder = await mkdtemp(join(tmpdir(), "autofix-guard-"));
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../src/main.ts"), "guard"], {
    env: {
      PATH: process.env.PATH ?? "",
      HOST: "127.0.0.1",
      GUARD_PORT: "0",
      GUARD_DATABASE_URL: database.url.replace("postgres@", `${GUARD_ROLE}@`),
      KUBECONFIG: await writeKubeConfig(folder, "http://127.0.0.1:1"),
      DATA_DIR: folder,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /"port":(\d+),"msg":"the guard takes reviews"/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stdout.resume();
    return { port: Number(port) };
  }
  throw new Error("the guard ended before it was ready");
}

async function asks(port: number): Promise<{ allowed: boolean; status?: { message: string } }> {
  const sent = request({
    host: "127.0.0.1",
    port,
    path: "/admission/guard",
    method: "POST",
    headers: { "content-type": "application/json" },
    // Its authority is its own, and nobody has been told of it here.
    rejectUnauthorized: false,
  });
  const review = requestOf("UPDATE", { oldObject: WEB, object: CHANGED });
  sent.end(JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request: review }));
  const [answer] = await once(sent, "response");
  return (JSON.parse(await text(answer)) as { response: { allowed: boolean } }).response;
}

test("a guard in its own process refuses the first write after the word, and admits it again after the end", async () => {
  await beginInLedger(database.db, { actions: [CHANGE], at: new Date() });
  const { port } = await startGuard();
  expect(await asks(port)).toMatchObject({ allowed: true });
  await run("stop", "--reason", "a bad day", "--by", "ada");
  expect(await asks(port)).toMatchObject({
    allowed: false,
    status: { message: expect.stringMatching(/^kube-autofix guard: stopped: .* by ada: a bad day/) },
  });
  await run("resume", "--reason", "over");
  expect(await asks(port)).toMatchObject({ allowed: true });
});
