import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { OPERATOR_TOKEN, openDoors, VIEWER_TOKEN, type World } from "../http/support/doors.ts";
import { INCIDENT_ID } from "../http/support/incidents.ts";
import { runCli } from "./support/run-cli.ts";

let server: Server;
let world: World;
let url: string;
beforeEach(async () => {
  const doors = openDoors();
  world = doors.world;
  const { now } = world;
  const times = { openedAt: now, seenAt: now, liftedAt: null };
  world.breakers = [
    {
      ...{ id: INCIDENT_ID, breaker: "storm", scope: "", incidentId: null, liftedBy: null },
      ...{ reason: "40 workloads \u001b[31mfell ill", ...times },
    },
  ];
  server = createServer(doors.app);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const run = (args: string[], token = OPERATOR_TOKEN) =>
  runCli(["breakers", ...args], {
    SERVICE_URL: url,
    OPERATOR_TOKEN: token,
    // Nobody's tokens are found there.
    DATA_DIR: "/nowhere/of-the-test",
  });

it("lists what is open and why, and moves no terminal", async () => {
  const { code, out } = await run(["list"]);
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^${INCIDENT_ID}  storm +open +\\S+ \\S+ +40 workloads .*fell ill$`, "m"));
  expect(out).not.toContain("\u001b");
  expect(JSON.parse((await run(["list", "-o", "json"])).out).open[0].id).toBe(INCIDENT_ID);
});

it("is lifted once, by whom it says", async () => {
  const first = await run(["lift", INCIDENT_ID, "--by", "ada"]);
  expect([first.code, world.breakers[0]?.liftedBy]).toEqual([0, "ada"]);
  const second = await run(["lift", INCIDENT_ID, "--by", "bob"]);
  expect([second.code, second.err]).toEqual([1, expect.stringContaining("lifted before")]);
  expect(world.breakers[0]?.liftedBy).toBe("ada");
  expect((await run(["list"])).out).toContain("lifted by ada");
});

it("is lifted by nobody who only reads", async () => {
  const { code } = await run(["lift", INCIDENT_ID], VIEWER_TOKEN);
  expect([code, world.breakers[0]?.liftedAt]).toEqual([1, null]);
});

it.each([[["lift"]], [["list", "more"]], [["list", "-o", "xml"]], [["open"]], [[]]])(
  "does not understand %j",
  async (args) => {
    const { code, err } = await run(args);
    expect([code, err]).toEqual([2, expect.stringContaining("kube-autofix breakers list")]);
  },
);
