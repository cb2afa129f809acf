import request from "supertest";
import { describe, expect, it } from "vitest";
import { SESSION_SECONDS } from "../../src/http/middleware/session.ts";
import { OPERATOR_TOKEN, openDoors } from "./support/doors.ts";
import { INCIDENT_ID } from "./support/incidents.ts";

type App = Parameters<typeof request>[0];
const PAGE = `/incidents/${INCIDENT_ID}`;

const signIn = (app: App, fields: Record<string, string>) =>
  request(app)
    .post("/sign-in")
    .type("form")
    .send({ token: OPERATOR_TOKEN, ...fields });

async function sessionOf(app: App): Promise<{ cookie: string; csrf: string }> {
  const cookie = String((await signIn(app, {})).headers["set-cookie"]?.[0]).split(";")[0] ?? "";
  const page = await request(app).get(PAGE).set("Cookie", cookie);
  return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "" };
}

describe("signing in", () => {
  it("asks for the token, on the page itself and without showing any of it", async () => {
    const { app, world } = openDoors();
    const answer = await request(app).get(PAGE);
    expect(answer.status).toBe(401);
    expect(answer.text).toContain(`name="next" value="${PAGE}"`);
    expect(world.reads).toBe(0);
  });

  it("gives a cookie that scripts, other sites and plain HTTP do not get", async () => {
    const answer = await signIn(openDoors().app, { next: PAGE });
    expect([answer.status, answer.headers.location]).toEqual([303, PAGE]);
    const cookie = String(answer.headers["set-cookie"]?.[0]);
    for (const attribute of ["HttpOnly", "SameSite=Strict", "Secure", "Path=/", "Max-Age="]) {
      expect(cookie).toContain(attribute);
    }
    expect(cookie).not.toContain(OPERATOR_TOKEN);
  });

  it.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/incidents/../../x",
    "/sign-out",
    "/incidents?\r\nX: y",
  ])("leads to no place but our own pages: %j", async (next) => {
    const answer = await signIn(openDoors().app, { next });
    expect(answer.headers.location).toBe("/incidents");
  });

  it("opens no door at all without secrets", () => {
    const tokens = { webhook: ["w"], operator: [""], viewer: [] };
    expect(() => openDoors(undefined, { tokens })).toThrow("OPERATOR_TOKEN");
  });

  it("refuses a wrong token", async () => {
    const answer = await signIn(openDoors().app, { token: "wrong" });
    expect(answer.status).toBe(401);
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(answer.text).toContain("That is not the token of an operator or a viewer.");
  });

  it("holds until its end, on every replica, and not after the token changed", async () => {
    const { app, world } = openDoors();
    const { cookie } = await sessionOf(app);
    const page = (doors: App) => request(doors).get("/incidents").set("Cookie", cookie);
    expect((await page(app)).status).toBe(200);
    expect((await page(openDoors().app)).status).toBe(200);
    const renewed = { tokens: { webhook: ["w"], operator: ["another operator token"], viewer: [] } };
    expect((await page(openDoors(undefined, renewed).app)).status).toBe(401);
    world.now = new Date(world.now.getTime() + SESSION_SECONDS * 1000);
    expect((await page(app)).status).toBe(401);
  });

  it("accepts no cookie that was changed", async () => {
    const { app } = openDoors();
    const { cookie } = await sessionOf(app);
    const later = cookie.replace(/=(\d+)/, (_all, ms) => `=${Number(ms) + 1}`);
    for (const forged of [later, cookie.slice(0, -1), `${cookie.split("=")[0]}=9999999999999..`]) {
      expect((await request(app).get("/incidents").set("Cookie", forged)).status).toBe(401);
    }
  });

  it("signs out with the session's own form alone", async () => {
    const { app } = openDoors();
    const { cookie, csrf } = await sessionOf(app);
    const leave = (fields: object) =>
      request(app).post("/sign-out").set("Cookie", cookie).type("form").send(fields);
    expect((await leave({})).status).toBe(403);
    const answer = await leave({ csrf });
    expect(answer.status).toBe(303);
    expect(String(answer.headers["set-cookie"]?.[0])).toContain("Expires=Thu, 01 Jan 1970");
  });
});

describe("deciding on the incident's page", () => {
  it("takes the session's own form, and no other", async () => {
    const { app, world } = openDoors();
    const mine = await sessionOf(app);
    const other = await sessionOf(app);
    const fields = { digest: world.approval.planDigest, decision: "approve" };
    const send = (headers: Record<string, string>, more: object) =>
      request(app)
        .post(`${PAGE}/decision`)
        .set(headers)
        .type("form")
        .send({ ...fields, ...more });
    expect((await send({}, { csrf: mine.csrf })).status).toBe(401);
    expect((await send({ Cookie: mine.cookie }, {})).status).toBe(403);
    expect((await send({ Cookie: mine.cookie }, { csrf: other.csrf })).status).toBe(403);
    expect(world.decisions).toEqual([]);
    const answer = await send({ Cookie: mine.cookie }, { csrf: mine.csrf, by: "Ada" });
    expect(answer.status).toBe(200);
    expect(world.decisions).toMatchObject([
      { which: { incidentId: INCIDENT_ID, digest: fields.digest }, by: "Ada", door: "page" },
    ]);
  });
});
