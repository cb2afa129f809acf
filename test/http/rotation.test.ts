import request from "supertest";
import { describe, expect, it } from "vitest";
import { keyAt, SPREAD_MS } from "../../src/database/key-ring.ts";
import type { TokensInForce } from "../../src/http/http-deps.ts";
import { createWorld, openDoors } from "./support/doors.ts";

type App = Parameters<typeof request>[0];

const api = (app: App, token: string) =>
  request(app).get("/api/v1/alerts").set("Authorization", `Bearer ${token}`);
const hook = (app: App, token: string) =>
  request(app).post("/webhooks/alertmanager").set("Authorization", `Bearer ${token}`).send({});
const signIn = async (app: App, token: string) => {
  const answer = await request(app).post("/sign-in").type("form").send({ token });
  return String(answer.headers["set-cookie"]?.[0]).split(";")[0] ?? "";
};
const page = async (app: App, cookie: string) =>
  (await request(app).get("/incidents").set("Cookie", cookie)).status;

describe("while tokens are changed", () => {
  function changing() {
    const tokens = { webhook: ["old"], operator: ["old"], viewer: [] as string[] };
    return { tokens, ...openDoors(undefined, { tokens: tokens satisfies TokensInForce }) };
  }

  it("both are believed, and then the new one alone", async () => {
    const { app, tokens } = changing();
    Object.assign(tokens, { webhook: ["new", "old"], operator: ["new", "old"] });
    for (const token of ["new", "old"]) {
      expect((await api(app, token)).status).toBe(200);
      // Let in, and refused for what it holds.
      expect((await hook(app, token)).status).toBe(400);
    }
    Object.assign(tokens, { webhook: ["new"], operator: ["new"] });
    expect([(await api(app, "new")).status, (await api(app, "old")).status]).toEqual([200, 401]);
    expect([(await hook(app, "new")).status, (await hook(app, "old")).status]).toEqual([400, 401]);
  });

  it("a session lasts for as long as its token is believed", async () => {
    const { app, tokens } = changing();
    const cookie = await signIn(app, "old");
    Object.assign(tokens, { operator: ["new", "old"] });
    expect(await page(app, cookie)).toBe(200);
    Object.assign(tokens, { operator: ["new"] });
    expect(await page(app, cookie)).toBe(401);
  });
});

describe("while the key of sessions is turned", () => {
  const [current, former] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

  it.each([
    ["turned", former, 200],
    ["turned and revoked", null, 401],
  ])("a session from before, with the key %s", async (_what, kept, status) => {
    const world = createWorld();
    let state = { current: former, former: null as Buffer | null, turnedAt: null as Date | null };
    const { app } = openDoors(world, { sessionKeys: { at: (madeAt) => keyAt(state, madeAt) } });
    const cookie = await signIn(app, "operator-token-of-the-test");
    world.now = new Date(world.now.getTime() + 1_000);
    state = { current, former: kept, turnedAt: world.now };
    expect(await page(app, cookie)).toBe(status);
    world.now = new Date(world.now.getTime() + SPREAD_MS);
    expect(await page(app, await signIn(app, "operator-token-of-the-test"))).toBe(200);
  });
});
