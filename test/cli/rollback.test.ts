import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { OPERATOR_TOKEN, openDoors } from "../http/support/doors.ts";
import { INCIDENT_ID, somePlan } from "../http/support/incidents.ts";
import { runCli } from "./support/run-cli.ts";

/** The service's own doors before what the world of the test answers. */
async function served() {
  const { app, world } = openDoors();
  const server = createServer(app).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  const port = (server.address() as AddressInfo).port;
  const run = (args: string[], env: NodeJS.ProcessEnv = { OPERATOR_TOKEN }) =>
    runCli(["rollback", ...args], { PORT: String(port), ...env });
  return { world, run, url: `http://127.0.0.1:${port}` };
}

test("asks the service to undo a fix, and says what comes of it", async () => {
  const { world, run, url } = await served();
  world.undo = { result: "planned", plan: { ...somePlan(), verdict: "approve", rule: "default-undo" } };
  const asked = await run([INCIDENT_ID, "--reason", "too dear", "--by", "ada"]);
  expect(asked).toMatchObject({ code: 0, err: "" });
  expect(asked.out).toBe(
    `planned: ${somePlan().sentence}\napprove by default-undo: it waits for a decision\n`,
  );
  expect(world.undos).toEqual([{ incidentId: INCIDENT_ID, reason: "too dear", by: "ada", door: "api" }]);
  world.undo = { result: "planned", plan: { ...somePlan(), verdict: "auto", rule: "r" } };
  const elsewhere = await run([INCIDENT_ID, "--reason", "too dear", "--url", url], {
    PORT: "1",
    OPERATOR_TOKEN,
  });
  expect(elsewhere).toMatchObject({ code: 0, out: expect.stringContaining("auto by r: it is carried out") });
});

test("says in words why nothing is undone", async () => {
  const { world, run } = await served();
  const args = [INCIDENT_ID, "--reason", "too dear"];
  expect(await run(args)).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining("it was changed since"),
  });
  world.undo = { result: "unknown" };
  expect(await run(args)).toMatchObject({ code: 1, err: expect.stringContaining("incident") });
  const wrong = await run(args, { OPERATOR_TOKEN: "another-token-than-theirs" });
  expect(wrong).toMatchObject({ code: 1, out: "" });
  expect(wrong.err).not.toContain("another-token-than-theirs");
});

test("makes no token of its own where the service's is not known", async () => {
  const { world, run } = await served();
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-rollback-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const { code, err } = await run([INCIDENT_ID, "--reason", "x"], { DATA_DIR: dataDir });
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("OPERATOR_TOKEN") });
  expect(world.undos).toEqual([]);
});

test.each([
  [[]],
  [[INCIDENT_ID]],
  [[INCIDENT_ID, "--reason", " "]],
  [["--reason", "too dear"]],
  [[INCIDENT_ID, "another", "--reason", "too dear"]],
  [[INCIDENT_ID, "--reason", "too dear", "--force"]],
])("asks for nothing where %j is not understood", async (args) => {
  const { world, run } = await served();
  expect(await run(args)).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("rollback INCIDENT"),
  });
  expect(world.undos).toEqual([]);
});
