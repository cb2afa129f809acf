import request from "supertest";
import { describe, expect, it } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import { openDoors, WEBHOOK_TOKEN } from "./support/doors.ts";
import { firingPayload } from "./support/payload.ts";

const PATH = "/webhooks/alertmanager";
const bearer = `Bearer ${WEBHOOK_TOKEN}`;

function post(app: Parameters<typeof request>[0], headers: Record<string, string>, body: string | object) {
  return request(app)
    .post(PATH)
    .set({ Authorization: bearer, "Content-Type": "application/json", ...headers })
    .send(body);
}

describe("POST /webhooks/alertmanager", () => {
  it("answers with counts once the alerts are kept", async () => {
    const { app, world, deps } = openDoors();
    const answer = await post(app, {}, firingPayload());
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ alerts: 1, signals: 1 });
    expect(world.accepted).toHaveLength(1);
    expect(await deps.metrics.registry.metrics()).toContain("kube_autofix_webhook_seconds_count 1");
  });

  it("takes the token as a basic password, whatever the user name", async () => {
    const { app } = openDoors();
    const basic = Buffer.from(`anyone:${WEBHOOK_TOKEN}`).toString("base64");
    expect((await post(app, { Authorization: `Basic ${basic}` }, firingPayload())).status).toBe(200);
  });

  it.each([
    ["no token", ""],
    ["a wrong token", "Bearer wrong"],
    ["an empty token", "Bearer "],
    ["the start of the token", `Bearer ${WEBHOOK_TOKEN.slice(0, -1)}`],
    ["a wrong password", `Basic ${Buffer.from("a:b").toString("base64")}`],
    ["a password that is no base64", "Basic %%%"],
    ["another scheme", `Digest ${WEBHOOK_TOKEN}`],
  ])("refuses %s with 401 before anything else", async (_case, authorization) => {
    const { app, world } = openDoors();
    const answer = await post(
      app,
      { Authorization: authorization, "Content-Type": "text/plain" },
      "not json",
    );
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toContain("Bearer");
    expect(answer.body.error.reason).toBe("unauthorized");
    expect(answer.body.error.message).toContain("WEBHOOK_TOKEN");
    expect(world.accepted).toEqual([]);
  });

  it.each([
    ["another content type", { "Content-Type": "text/plain" }, "{}", 415, "wrong-content-type"],
    ["a compressed body", { "Content-Encoding": "gzip" }, "{}", 415, "encoded-body"],
    ["a body over the limit", {}, `"${"x".repeat(2000)}"`, 413, "body-too-large"],
    ["what is not JSON", {}, "{alerts", 400, "invalid-json"],
    ["an empty body", {}, "", 400, "invalid-json"],
    ["version 3", {}, { ...firingPayload(), version: "3" }, 400, "invalid-payload"],
    ["a list", {}, [1], 400, "invalid-payload"],
  ])("refuses %s", async (_case, headers, body, status, reason) => {
    const { app, world } = openDoors(undefined, { webhookMaxBytes: 1500 });
    const answer = await post(app, headers, body);
    expect([answer.status, answer.body.error.reason]).toEqual([status, reason]);
    expect(world.accepted).toEqual([]);
  });

  it("names the limit and the field", async () => {
    const { app } = openDoors(undefined, { webhookMaxBytes: 1500 });
    const large = await post(app, {}, `"${"x".repeat(2000)}"`);
    expect(large.body.error.message).toContain("1500 bytes");
    const payload = { ...firingPayload(), alerts: [{ status: "firing" }] };
    const wrong = await post(app, {}, payload);
    expect(wrong.body.error.message).toContain("alerts[0].labels");
  });

  it.each([
    ["the database is away", new OperationError("away", { reason: "unavailable", retryable: true })],
    ["something unforeseen happens", new Error("connect ECONNREFUSED 10.0.0.7:5432")],
  ])("asks for a retry when %s, and tells nothing of the inside", async (_case, fault) => {
    const { app, world } = openDoors();
    world.fault = fault;
    const answer = await post(app, {}, firingPayload());
    expect(answer.status).toBe(503);
    expect(answer.headers["retry-after"]).toBe("5");
    expect(answer.text).not.toContain(fault.message);
    world.fault = null;
    expect((await post(app, {}, firingPayload())).status).toBe(200);
  });

  it("takes nothing but POST", async () => {
    const { app } = openDoors();
    const answer = await request(app).get(PATH);
    expect([answer.status, answer.headers.allow]).toEqual([405, "POST"]);
  });
});
