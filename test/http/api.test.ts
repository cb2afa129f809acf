import request from "supertest";
import { describe, expect, it } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import { OPERATOR_TOKEN, openDoors, WEBHOOK_TOKEN } from "./support/doors.ts";
import { INCIDENT_ID } from "./support/incidents.ts";

const auth = { Authorization: `Bearer ${OPERATOR_TOKEN}` };
const DECISION = `/api/v1/incidents/${INCIDENT_ID}/decision`;

describe("/api/v1", () => {
  it.each(["incidents", `incidents/${INCIDENT_ID}`, "alerts", "catalogue", "nothing"])(
    "lets nobody see %s without the operator's token",
    async (path) => {
      const { app, world } = openDoors();
      for (const authorization of [
        "",
        "Bearer x",
        `Bearer ${WEBHOOK_TOKEN}`,
        `Basic ${btoa(`a:${OPERATOR_TOKEN}`)}`,
      ]) {
        const answer = await request(app).get(`/api/v1/${path}`).set("Authorization", authorization);
        expect([answer.status, answer.body.error.reason]).toEqual([401, "unauthorized"]);
        expect(answer.headers["www-authenticate"]).toBe('Bearer realm="kube-autofix"');
      }
      expect(world.reads).toBe(0);
    },
  );

  it("lists, shows, and says where the rest is", async () => {
    const { app, world } = openDoors();
    const list = await request(app)
      .get("/api/v1/incidents?namespace=shop&status=verifying&limit=1")
      .set(auth);
    expect(list.body).toEqual({
      incidents: [JSON.parse(JSON.stringify(world.incident))],
      next: INCIDENT_ID,
      previous: null,
    });
    expect(world.filters).toEqual([{ namespace: "shop", status: "verifying", limit: 1 }]);
    const one = await request(app).get(`/api/v1/incidents/${INCIDENT_ID}`).set(auth);
    expect(one.body.plan.digest).toBe(world.approval.planDigest);
    const alerts = await request(app).get("/api/v1/alerts").set(auth);
    expect(alerts.body.alerts[0].reason).toBe("the labels name no object");
    const catalogue = await request(app).get("/api/v1/catalogue").set(auth);
    expect(Object.keys(catalogue.body)).toEqual(["causes", "actions", "rules"]);
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=201", "limit"],
    ["limit=x", "limit"],
    ["status=open", "status"],
    ["cause=gremlins", "cause"],
    ["after=1", "after"],
    [`namespace=${"x".repeat(64)}`, "namespace"],
    ["status=closed&status=applying", "status"],
  ])("refuses %s and names the field", async (query, field) => {
    const { app, world } = openDoors();
    const answer = await request(app).get(`/api/v1/incidents?${query}`).set(auth);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(new RegExp(`^${field}: `));
    expect(world.reads).toBe(0);
  });

  it("decides once, on the digest that waits", async () => {
    const { app, world } = openDoors();
    const body = { digest: world.approval.planDigest, decision: "approve", comment: "ok" };
    const send = (content: object) => request(app).post(DECISION).set(auth).send(content);
    const other = await send({ ...body, digest: "d".repeat(64) });
    expect([other.status, other.body.error.reason]).toEqual([409, "no-such-plan"]);
    expect((await send({ ...body, decision: "yes" })).status).toBe(400);
    const first = await send(body);
    expect([first.status, first.body.decision]).toEqual([200, "approved"]);
    const second = await send(body);
    expect([second.status, second.body.error.reason]).toEqual([409, "already-decided"]);
    const which = { incidentId: INCIDENT_ID, digest: body.digest };
    expect(world.decisions).toEqual([
      { which, decision: "approve", comment: "ok", by: "operator", door: "api" },
    ]);
  });

  it.each([
    [{ decision: "pause", minutes: 90 }, 409, { digest: null, minutes: 90 }],
    [{ decision: "take-over" }, 409, { digest: null }],
    [{ decision: "not-now" }, 400, null],
    [{ decision: "undo", comment: "too dear" }, 400, null],
    [{ decision: "pause", minutes: 0 }, 400, null],
    [{ decision: "pause", minutes: 20_000 }, 400, null],
  ])("passes on what needs no plan without one, and nothing else: %j", async (body, status, passed) => {
    const asked: unknown[] = [];
    const { app } = openDoors(undefined, {
      approvals: {
        findByToken: async () => undefined,
        async decide({ which, minutes }) {
          asked.push({ ...("digest" in which && { digest: which.digest }), ...(minutes && { minutes }) });
          return { result: "unknown" };
        },
      },
    });
    expect((await request(app).post(DECISION).set(auth).send(body)).status).toBe(status);
    expect(asked).toEqual(passed === null ? [] : [passed]);
  });

  it("takes no cookie, whoever is signed in", async () => {
    const { app, world } = openDoors();
    const signedIn = await request(app).post("/sign-in").type("form").send({ token: OPERATOR_TOKEN });
    const cookie = String(signedIn.headers["set-cookie"]?.[0]).split(";")[0] ?? "";
    const body = { digest: world.approval.planDigest, decision: "approve" };
    expect((await request(app).post(DECISION).set("Cookie", cookie).send(body)).status).toBe(401);
  });

  it("answers methods that do not exist with 405, and a lost database with 503", async () => {
    const { app, world } = openDoors();
    const removed = await request(app).delete("/api/v1/incidents").set(auth);
    expect([removed.status, removed.headers.allow]).toEqual([405, "GET, HEAD"]);
    world.fault = new OperationError("no route to 10.0.0.7", { reason: "unavailable", retryable: true });
    const away = await request(app).get("/api/v1/incidents").set(auth);
    expect([away.status, away.body.error.reason]).toEqual([503, "unavailable"]);
    world.fault = new Error("secret of the inside");
    const broken = await request(app).get("/api/v1/incidents").set(auth);
    expect([broken.status, broken.body.error.reason]).toEqual([500, "internal"]);
    expect(away.text + broken.text).not.toMatch(/10\.0\.0\.7|secret|\.ts/);
  });
});
