import request from "supertest";
import { expect, it } from "vitest";
import { OPERATOR_TOKEN, openDoors, VIEWER_TOKEN } from "./support/doors.ts";
import { INCIDENT_ID, somePlan } from "./support/incidents.ts";

const PATH = `/api/v1/incidents/${INCIDENT_ID}/undo`;

it("undoes over the API for the operator alone, and says why where it does not", async () => {
  const { app, world } = openDoors();
  const send = (token: string, body: object) =>
    request(app).post(PATH).set("Authorization", `Bearer ${token}`).send(body);
  expect((await send(VIEWER_TOKEN, { reason: "x" })).status).toBe(403);
  expect((await send(OPERATOR_TOKEN, {})).status).toBe(400);
  expect(world.undos).toEqual([]);
  const refused = await send(OPERATOR_TOKEN, { reason: "too dear" });
  expect([refused.status, refused.body.error.message]).toEqual([
    409,
    "Nothing is undone: it was changed since.",
  ]);
  world.undo = { result: "planned", plan: somePlan() };
  const planned = await send(OPERATOR_TOKEN, { reason: "too dear", by: "ada" });
  expect(planned.body).toMatchObject({
    verdict: somePlan().verdict,
    plan: { sentence: somePlan().sentence },
  });
  expect(world.undos.at(-1)).toEqual({ incidentId: INCIDENT_ID, reason: "too dear", by: "ada", door: "api" });
  world.undo = { result: "unknown" };
  expect((await send(OPERATOR_TOKEN, { reason: "x" })).status).toBe(404);
});

it("shows the button on a fix that held, and takes its form with a session of ours alone", async () => {
  const { app, world } = openDoors();
  const signedIn = await request(app).post("/sign-in").type("form").send({ token: OPERATOR_TOKEN });
  const cookie = String(signedIn.headers["set-cookie"]?.[0]).split(";")[0] ?? "";
  const path = `/incidents/${INCIDENT_ID}`;
  const page = async () => (await request(app).get(path).set("Cookie", cookie)).text;
  expect(await page()).not.toContain(`${path}/undo`);
  world.incident = { ...world.incident, status: "closed", outcome: "fixed" };
  const [attempt] = world.story.attempts;
  if (attempt === undefined) throw new Error("the story has an attempt");
  world.story = { ...world.story, attempts: [{ ...attempt, result: "verified" }] };
  const shown = await page();
  expect(shown).toContain(`action="${path}/undo"`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(shown)?.[1] ?? "";
  const post = (fields: object) =>
    request(app)
      .post(`${path}/undo`)
      .set("Cookie", cookie)
      .type("form")
      .send({ reason: "too dear", ...fields });
  expect((await post({ csrf: "forged" })).status).toBe(403);
  expect(world.undos).toEqual([]);
  world.undo = { result: "planned", plan: somePlan() };
  expect((await post({ csrf })).headers.location).toBe(path);
  expect(world.undos).toMatchObject([{ incidentId: INCIDENT_ID, door: "page" }]);
});
