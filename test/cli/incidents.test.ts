import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OPERATOR_TOKEN, openDoors, VIEWER_TOKEN, type World } from "../http/support/doors.ts";
import { INCIDENT_ID } from "../http/support/incidents.ts";
import { runCli } from "./support/run-cli.ts";

let server: Server;
let world: World;
let url: string;
beforeEach(async () => {
  const doors = openDoors();
  world = doors.world;
  server = createServer(doors.app);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const run = (args: string[], env: Record<string, string> = {}) =>
  runCli(["incidents", ...args], {
    SERVICE_URL: url,
    OPERATOR_TOKEN,
    // Nobody's tokens are found there.
    DATA_DIR: "/nowhere/of-the-test",
    ...env,
  });
const digestOf = () => world.approval.planDigest;

describe("incidents list", () => {
  it("prints a table without colours where nobody looks at a terminal", async () => {
    const { code, out } = await run(["list", "-n", "shop", "--status", "verifying"]);
    const [head, row] = out.split("\n");
    expect(code).toBe(0);
    expect(head).toMatch(/^ID +AGE +STATUS +SUBJECT +CAUSE +SUMMARY$/);
    const { subject, status } = world.incident;
    expect(row).toContain(`${INCIDENT_ID}  `);
    expect(row).toContain(`${subject.kind}/${subject.namespace}/${subject.name}`);
    expect(row).toContain(status);
    expect(out).not.toContain("\u001b");
    expect(world.filters).toMatchObject([{ namespace: "shop", status: "verifying" }]);
  });

  it("prints the API's own answer for programs", async () => {
    const { out } = await run(["list", "-o", "json"]);
    expect(JSON.parse(out).incidents[0].id).toBe(INCIDENT_ID);
  });

  it("says on the other stream where the rest is", async () => {
    const { out, err } = await run(["list", "--limit", "1"]);
    expect([out.includes("--after"), err]).toEqual([
      false,
      expect.stringContaining(`--after ${INCIDENT_ID}`),
    ]);
  });

  it("moves no terminal, whatever a cluster says", async () => {
    world.incident = { ...world.incident, summary: "evil \u001b[2Jtext\nof two lines" };
    const { out } = await run(["list"]);
    expect(out).not.toContain("\u001b");
    expect(out).toContain("evil text of two lines");
  });
});

describe("incidents show", () => {
  it("tells what is planned, as it would be decided on, and what happened", async () => {
    const { code, out } = await run(["show", INCIDENT_ID]);
    expect(code).toBe(0);
    for (const text of [
      world.incident.summary,
      digestOf().slice(0, 12),
      "timeline",
      world.incident.timeline[0]?.text ?? "-",
    ])
      expect(out).toContain(text);
  });

  it("says that there is no such incident", async () => {
    const { code, err } = await run(["show", "01900000-0000-7000-8000-00000000dead"]);
    expect([code, err]).toEqual([1, expect.stringContaining("There is no such incident")]);
  });
});

describe("a decision", () => {
  it.each([
    ["approve", "approved"],
    ["reject", "rejected"],
  ])("%s is on the plan that was shown, by the first letters of its digest", async (verb, state) => {
    const { code, out } = await run([
      verb,
      INCIDENT_ID,
      "--digest",
      digestOf().slice(0, 12),
      "--comment",
      "as agreed",
    ]);
    expect([code, out]).toEqual([0, expect.stringContaining(`The plan is ${state}`)]);
    expect(world.decisions).toMatchObject([
      {
        which: { incidentId: INCIDENT_ID, digest: digestOf() },
        decision: verb,
        comment: "as agreed",
        door: "api",
      },
    ]);
  });

  it("is none without the digest: the plan is printed, with what to run", async () => {
    const { code, out, err } = await run(["approve", INCIDENT_ID]);
    expect([code, world.decisions]).toEqual([1, []]);
    expect(out).toContain(`plan      ${digestOf().slice(0, 12)}`);
    expect(err).toContain(`--digest ${digestOf().slice(0, 12)}`);
  });

  it("is none where the plan is another one by now", async () => {
    const { code, err } = await run(["approve", INCIDENT_ID, "--digest", "f".repeat(12)]);
    expect([code, world.decisions, err]).toEqual([1, [], expect.stringContaining("another one now")]);
  });

  it("takes whatever is planned right now where that is said", async () => {
    expect((await run(["approve", INCIDENT_ID, "--yes"])).code).toBe(0);
    expect(world.decisions).toHaveLength(1);
  });

  it("is none where nothing waits", async () => {
    world.incident = { ...world.incident, approval: null };
    const { code, err } = await run(["approve", INCIDENT_ID, "--yes"]);
    expect([code, world.decisions, err]).toEqual([
      1,
      [],
      expect.stringContaining("nothing waits for a decision"),
    ]);
  });

  it("is refused to a viewer, in the service's words", async () => {
    const { code, err } = await run(["approve", INCIDENT_ID, "--yes"], { OPERATOR_TOKEN: "", VIEWER_TOKEN });
    expect([code, world.decisions]).toEqual([1, []]);
    expect(err).toMatch(/^kube-autofix incidents approve: ./);
  });

  it("not-now puts off the plan that was shown, for as long as is said", async () => {
    const { code } = await run(["not-now", INCIDENT_ID, "--digest", digestOf(), "--minutes", "120"]);
    expect([code, world.decisions]).toMatchObject([
      0,
      [{ which: { incidentId: INCIDENT_ID, digest: digestOf() }, decision: "not-now", minutes: 120 }],
    ]);
  });

  it("not-now without the digest is none: the plan is printed, with what to run", async () => {
    const { code, err } = await run(["not-now", INCIDENT_ID]);
    expect([code, world.decisions, err]).toEqual([
      1,
      [],
      expect.stringContaining(`not-now ${INCIDENT_ID} --digest ${digestOf().slice(0, 12)}`),
    ]);
  });

  it.each([
    [["pause", INCIDENT_ID, "--minutes", "90"], { decision: "pause", minutes: 90 }],
    [["take-over", INCIDENT_ID, "--comment", "mine"], { decision: "take-over", comment: "mine" }],
  ])("of an incident goes without a plan: %j", async (args, decision) => {
    const bodies = await sentBy(args);
    expect(bodies).toMatchObject([{ path: `/api/v1/incidents/${INCIDENT_ID}/decision`, body: decision }]);
  });

  it("to undo asks for it, with why", async () => {
    const bodies = await sentBy(["undo", INCIDENT_ID, "--reason", "it costs too much", "--by", "anna"]);
    expect(bodies).toEqual([
      { path: `/api/v1/incidents/${INCIDENT_ID}/undo`, body: { reason: "it costs too much", by: "anna" } },
    ]);
  });
});

/** What a command posts to a service that takes everything. */
async function sentBy(args: string[]) {
  const bodies: { path: string | undefined; body: unknown }[] = [];
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      bodies.push({ path: request.url, body: JSON.parse(Buffer.concat(chunks).toString()) });
      const plan = {
        message: "done",
        verdict: "approve",
        rule: "default-undo",
        plan: { sentence: "put back" },
      };
      response.setHeader("content-type", "application/json").end(JSON.stringify(plan));
    });
  });
  expect((await run(args)).code).toBe(0);
  return bodies;
}

describe("what is in the way is said, with what to do", () => {
  it.each([
    ["no token is known", { OPERATOR_TOKEN: "" }, "set OPERATOR_TOKEN"],
    ["the token is another one", { OPERATOR_TOKEN: "another-token-of-the-test" }, "set OPERATOR_TOKEN"],
    ["nothing answers", { SERVICE_URL: "http://127.0.0.1:1" }, "SERVICE_URL"],
    ["the configuration is wrong", { PORT: "many" }, "PORT"],
  ])("%s", async (_case, env, remedy) => {
    const { code, out, err } = await run(["list"], env);
    expect([code, out, err]).toEqual([1, "", expect.stringContaining(remedy)]);
    expect(err).not.toContain("another-token-of-the-test");
  });

  it.each([
    [[]],
    [["lst"]],
    [["list", "more"]],
    [["list", "-o", "yaml"]],
    [["show"]],
    [["approve", INCIDENT_ID, "--digest", "xyz"]],
    [["pause", INCIDENT_ID, "--minutes", "soon"]],
    [["take-over", INCIDENT_ID, "--minutes", "5"]],
    [["not-now", INCIDENT_ID, "--yes", "--minutes", "0"]],
    [["approve", INCIDENT_ID, "--yes", "--minutes", "5"]],
  ])("words that are not understood: %j", async (args) => {
    const { code, err } = await run(args);
    expect([code, err]).toEqual([2, expect.stringContaining("kube-autofix incidents list")]);
  });
});
