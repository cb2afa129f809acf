import { createServer } from "node:http";
import request from "supertest";
import { describe, expect, it } from "vitest";
import type { Place } from "../../src/domain/place.ts";
import { createWorld, OPERATOR_TOKEN, openDoors } from "./support/doors.ts";
import { TOKEN } from "./support/incidents.ts";

const PATH = `/approvals/${TOKEN}`;

const send = (app: Parameters<typeof request>[0], fields: Record<string, string>, path = PATH) =>
  request(app).post(path).type("form").send(fields);

describe("/approvals/:token", () => {
  it("shows the exact plan and a form that is bound to its digest", async () => {
    const { app, world } = openDoors();
    const answer = await request(app).get(PATH);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`name="digest" value="${world.approval.planDigest}"`);
    expect(answer.text).toContain(`<form method="post" action="${PATH}"`);
    expect(answer.text).toContain("memory limit of container stress: 100Mi -&gt; 240Mi");
  });

  it("leads to the incident's logs and runbook, as the card does, on the link and in the list", async () => {
    const outside = ({ namespace }: Place) => ({
      logs: `https://logs.example.org/?ns=${namespace}`,
      runbook: "https://runbooks.example.org/KubePodOOMKilled",
    });
    const { app } = openDoors(undefined, { outside });
    const link = await request(app).get(PATH);
    const list = await request(app).get("/approvals").set("Authorization", `Bearer ${OPERATOR_TOKEN}`);
    for (const { text } of [link, list]) {
      expect(text).toContain('href="https://logs.example.org/?ns=shop" rel="noopener noreferrer"');
      expect(text).toContain('href="https://runbooks.example.org/KubePodOOMKilled"');
    }
    const without = await request(openDoors().app).get(PATH);
    expect(without.text).not.toContain("noopener");
  });

  it("changes nothing when it is fetched a thousand times", async () => {
    const { app, world } = openDoors();
    const before = structuredClone({ incident: world.incident, approval: world.approval });
    // One server for all: supertest would open one for each.
    const server = createServer(app).listen(0);
    try {
      for (let fetched = 0; fetched < 500; fetched += 1) {
        expect((await request(server).get(PATH).set("Sec-Purpose", "prefetch")).status).toBe(200);
        expect((await request(server).head(PATH)).status).toBe(200);
      }
    } finally {
      server.close();
    }
    expect(world.decisions).toEqual([]);
    expect({ incident: world.incident, approval: world.approval }).toEqual(before);
  });

  it.each(["approve", "reject"] as const)(
    "takes one %s with its comment and its author",
    async (decision) => {
      const { app, world } = openDoors();
      const fields = { digest: world.approval.planDigest, decision, comment: " off-peak, go ", by: "Mei" };
      const answer = await send(app, fields);
      expect(answer.status).toBe(200);
      expect(answer.text).toContain(decision === "approve" ? "<h1>Approved</h1>" : "<h1>Rejected</h1>");
      expect(world.decisions).toEqual([
        {
          decision,
          by: "Mei",
          comment: "off-peak, go",
          isConfirmed: false,
          which: { token: TOKEN },
          door: "link",
        },
      ]);
      const again = await send(app, { ...fields, decision: "approve" });
      expect(again.status).toBe(409);
      expect(again.text).toContain("By: Mei");
      expect(world.decisions).toHaveLength(1);
      const shown = await request(app).get(PATH);
      expect(shown.text).toContain("Nothing to decide");
      expect(shown.text).not.toContain('name="decision"');
    },
  );

  it.each([
    ["another plan's digest", { digest: "b".repeat(64), decision: "approve" }, 409],
    ["no digest", { decision: "approve" }, 400],
    ["no decision", { digest: "DIGEST" }, 400],
    ["a decision that is none", { digest: "DIGEST", decision: "maybe" }, 400],
    ["a comment without end", { digest: "DIGEST", decision: "approve", comment: "x".repeat(2001) }, 400],
    ["a huge form", { digest: "DIGEST", decision: "approve", comment: "x".repeat(70_000) }, 413],
  ] as [string, Record<string, string>, number][])("decides nothing on %s", async (_case, fields, status) => {
    const { app, world } = openDoors();
    const answer = await send(
      app,
      fields.digest === "DIGEST" ? { ...fields, digest: world.approval.planDigest } : fields,
    );
    expect(answer.status).toBe(status);
    expect(world.decisions).toEqual([]);
  });

  it("decides nothing for a form of another site, or for JSON", async () => {
    const { app, world } = openDoors();
    const fields = { digest: world.approval.planDigest, decision: "approve" };
    expect((await send(app, fields).set("Sec-Fetch-Site", "cross-site")).status).toBe(403);
    expect((await request(app).post(PATH).send(fields)).status).toBe(415);
    expect(world.decisions).toEqual([]);
  });

  it("answers every guess alike, and asks the database only for what can be a token", async () => {
    const { app, world } = openDoors();
    const guesses = [`${TOKEN.slice(0, -1)}J`, TOKEN.toLowerCase(), "A".repeat(32)];
    const answers = await Promise.all(guesses.map((guess) => request(app).get(`/approvals/${guess}`)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
    const reads = world.reads;
    for (const guess of ["x", "A".repeat(201), "a'%20or%20'1'='1xxxxxxxxxxxx", "..%2f..%2fetc%2fpasswd"]) {
      expect((await send(app, { decision: "approve" }, `/approvals/${guess}`)).status).toBe(404);
    }
    expect(world.reads).toBe(reads);
    expect(world.decisions).toEqual([]);
  });

  it.each([
    ["its time is over", { expiresAt: new Date("2026-11-22T10:04:59Z") }, "Nobody decided in time"],
    ["it has expired", { state: "expired" }, "Nobody decided in time"],
    ["it is void", { state: "void", reason: "the object was recreated" }, "the object was recreated"],
    ["the plan has changed", { planDigest: "c".repeat(64) }, "The plan has changed"],
  ] as const)("offers no decision when %s", async (_case, change, text) => {
    const world = createWorld();
    world.approval = { ...world.approval, ...change };
    const answer = await request(openDoors(world).app).get(PATH);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(text);
    expect(answer.text).not.toContain('name="decision"');
  });
});
