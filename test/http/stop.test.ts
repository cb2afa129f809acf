import request from "supertest";
import { expect, it } from "vitest";
import { CATALOGUE } from "../../src/notify/messages/catalogue.ts";
import { OPERATOR_TOKEN, openDoors, VIEWER_TOKEN } from "./support/doors.ts";
import { INCIDENT_ID, TOKEN } from "./support/incidents.ts";

type App = Parameters<typeof request>[0];
const bearer = (token: string) => ["Authorization", `Bearer ${token}`] as const;

async function sessionOf(app: App): Promise<{ cookie: string; csrf: string }> {
  const signedIn = await request(app).post("/sign-in").type("form").send({ token: OPERATOR_TOKEN });
  const cookie = String(signedIn.headers["set-cookie"]?.[0]).split(";")[0] ?? "";
  const page = await request(app).get("/stop").set("Cookie", cookie);
  return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "" };
}

it("stops and resumes over the API, with a reason, by the operator alone", async () => {
  const { app, world } = openDoors();
  const send = (path: string, token: string, body: object) =>
    request(app)
      .post(`/api/v1/${path}`)
      .set(...bearer(token))
      .send(body);
  expect((await request(app).post("/api/v1/stop").send({ reason: "x" })).status).toBe(401);
  expect((await send("stop", VIEWER_TOKEN, { reason: "x" })).status).toBe(403);
  expect((await send("stop", OPERATOR_TOKEN, { reason: " " })).status).toBe(400);
  expect(world.stop).toBeNull();
  const stopped = await send("stop", OPERATOR_TOKEN, { reason: "a bad day", by: "ada" });
  expect(stopped.body.stop).toMatchObject({ by: "ada", reason: "a bad day", door: "api" });
  const seen = await request(app)
    .get("/api/v1/stop")
    .set(...bearer(VIEWER_TOKEN));
  expect(seen.body.stop.by).toBe("ada");
  expect((await send("resume", VIEWER_TOKEN, { reason: "x" })).status).toBe(403);
  expect((await send("resume", OPERATOR_TOKEN, { reason: "over" })).body).toEqual({ stop: null });
});

it("stops and resumes by the page, with a session and its own form alone", async () => {
  const { app, world } = openDoors();
  const { cookie, csrf } = await sessionOf(app);
  const post = (fields: object) =>
    request(app)
      .post("/stop")
      .set("Cookie", cookie)
      .type("form")
      .send({ do: "stop", reason: "a bad day", ...fields });
  expect((await post({ csrf: "forged" })).status).toBe(403);
  expect((await post({ csrf, reason: "" })).status).toBe(400);
  expect(world.stop).toBeNull();
  expect((await post({ csrf, by: "ada" })).headers.location).toBe("/stop");
  expect(world.stop).toMatchObject({ by: "ada", door: "page", reason: "a bad day" });
  const page = await request(app).get("/stop").set("Cookie", cookie);
  expect(page.text).toContain('value="resume"');
  await post({ csrf, do: "resume" });
  expect(world.stop).toBeNull();
});

it("a viewer sees that page without a form", async () => {
  const { app } = openDoors();
  const page = await request(app)
    .get("/stop")
    .set(...bearer(VIEWER_TOKEN));
  expect(page.text).not.toContain('<form method="post" action="/stop"');
});

it("every page says so, and who is not signed in does not read why", async () => {
  const { app, world } = openDoors();
  const pages = [
    "/incidents",
    `/incidents/${INCIDENT_ID}`,
    "/approvals",
    "/stop",
    "/incidents/nowhere",
    "/sign-in",
    `/approvals/${TOKEN}`,
  ];
  const textOf = async (path: string, isSignedIn: boolean) => {
    const asked = request(app).get(path).set("Accept", "text/html");
    return (await (isSignedIn ? asked.set(...bearer(OPERATOR_TOKEN)) : asked)).text;
  };
  for (const path of pages) expect(await textOf(path, true)).not.toContain('id="stopped"');
  world.stop = { by: "<b>ada</b>", door: "cli", reason: "a bad day", at: world.now };
  for (const path of pages) expect(await textOf(path, true), path).toContain('id="stopped"');
  const signedIn = await textOf("/incidents", true);
  expect(signedIn).toContain("a bad day");
  expect(signedIn).toContain("&lt;b&gt;ada");
  const asked = await textOf("/incidents", false);
  expect(asked).toContain('id="stopped"');
  expect(asked).not.toContain("a bad day");
});

it.each([
  ["en", "Dry run: nothing is written to the cluster"],
  ["zh-CN", "演练模式：无论批准什么"],
])("where the service runs dry every page says so (%s)", async (language, words) => {
  const textOf = async (isDryRun: boolean, path: string) => {
    const { app } = openDoors(undefined, { isDryRun });
    const asked = request(app).get(path).set("Accept", "text/html").set("Accept-Language", language);
    return (await asked.set(...bearer(VIEWER_TOKEN))).text;
  };
  for (const path of ["/incidents", `/incidents/${INCIDENT_ID}`, "/stop", "/incidents/nowhere"]) {
    expect(await textOf(true, path), path).toContain(words);
    expect(await textOf(false, path), path).not.toContain(words);
  }
});

it("the pages of a stop and of an undoing have none of our English words in Chinese", async () => {
  const { app, world } = openDoors();
  const { cookie } = await sessionOf(app);
  world.stop = { by: "ada", door: "cli", reason: "值班", at: world.now };
  world.incident = { ...world.incident, status: "closed", outcome: "fixed" };
  const [attempt] = world.story.attempts;
  world.story = { ...world.story, attempts: attempt ? [{ ...attempt, result: "verified" }] : [] };
  const textOf = async (path: string) => {
    const asked = request(app).get(path).set("Accept-Language", "zh-CN");
    return (await asked.set("Cookie", cookie)).text;
  };
  const texts = [await textOf("/stop"), await textOf(`/incidents/${INCIDENT_ID}`)];
  const { stop, undo } = CATALOGUE.en.pages;
  const english = [...Object.values(stop), ...Object.values(undo)].filter((word) => word.length > 6);
  for (const text of texts) expect(english.filter((word) => text.includes(`>${word}<`))).toEqual([]);
  expect(texts[0]).toContain(CATALOGUE["zh-CN"].pages.stop.resume);
  expect(texts[1]).toContain(CATALOGUE["zh-CN"].pages.undo.button);
});
