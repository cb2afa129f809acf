import request from "supertest";
import { describe, expect, it } from "vitest";
import { openDoors } from "./support/doors.ts";

describe("health and metrics", () => {
  it("is ready when every part is", async () => {
    const answer = await request(openDoors().app).get("/readyz");
    expect([answer.status, answer.body.status, answer.body.down]).toEqual([200, "ready", []]);
  });

  it("names the part that is down, and is alive nonetheless", async () => {
    const { app, world } = openDoors();
    world.parts = [
      { name: "database", ok: false, detail: "connection refused" },
      { name: "cluster", ok: true, detail: "answers" },
    ];
    const answer = await request(app).get("/readyz");
    expect([answer.status, answer.body.down]).toEqual([503, ["database"]]);
    expect(answer.body.parts[0].detail).toBe("connection refused");
    expect((await request(app).get("/livez")).status).toBe(200);
  });

  it("is not ready when the parts cannot be asked", async () => {
    const { app, world } = openDoors();
    world.fault = new Error("boom");
    expect((await request(app).get("/readyz")).status).toBe(503);
  });

  it("is neither ready nor alive while it stops", async () => {
    const { app, world } = openDoors();
    world.isStopping = true;
    expect((await request(app).get("/readyz")).status).toBe(503);
    expect((await request(app).get("/livez")).body).toEqual({ status: "stopping" });
  });

  it("shows the metrics to a scraper", async () => {
    const answer = await request(openDoors().app).get("/metrics");
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toContain("text/plain");
    expect(answer.text).toContain("# TYPE kube_autofix_webhook_seconds histogram");
  });

  it("tells a scraper how each part is at that moment", async () => {
    const { app, world } = openDoors();
    const database = async () =>
      /kube_autofix_part_up\{part="database"\} (\d)/.exec((await request(app).get("/metrics")).text)?.[1];
    expect(await database()).toBe("1");
    world.parts = [{ name: "database", ok: false, detail: "connection refused" }];
    expect(await database()).toBe("0");
    world.parts = [{ name: "database", ok: true, detail: "answers" }];
    expect(await database()).toBe("1");
  });
});
