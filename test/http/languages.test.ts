import request from "supertest";
import { expect, it } from "vitest";
import { CATALOGUE } from "../../src/notify/messages/catalogue.ts";
import { createWorld, OPERATOR_TOKEN, openDoors } from "./support/doors.ts";
import { INCIDENT_ID, TOKEN } from "./support/incidents.ts";

const auth = { Authorization: `Bearer ${OPERATOR_TOKEN}` };
const en = CATALOGUE.en.pages;
const zh = CATALOGUE["zh-CN"].pages;

it.each([
  ["zh-CN,zh;q=0.9,en;q=0.5", "zh-CN"],
  ["zh-Hans", "zh-CN"],
  ["de, zh;q=0.8, en;q=0.7", "zh-CN"],
  ["en-GB", "en"],
  ["de", "en"],
  ["*", "en"],
])("a browser that asks for %s reads %s", async (asked, language) => {
  const answer = await request(openDoors().app).get("/sign-in").set("Accept-Language", asked);
  expect(answer.text).toContain(`<html lang="${language}">`);
});

it("a choice on a page outlasts it, and keeps the page's own query", async () => {
  const { app } = openDoors();
  const page = await request(app).get("/incidents?namespace=shop").set(auth);
  expect(page.text).toContain('href="/incidents?namespace=shop&amp;language=zh-CN"');
  const chosen = await request(app).get("/incidents?namespace=shop&language=zh-CN").set(auth);
  expect(chosen.text).toContain(zh.list.title);
  const cookie = String(chosen.headers["set-cookie"]?.[0]);
  expect(cookie).toContain("HttpOnly");
  const next = await request(app)
    .get("/approvals")
    .set({ ...auth, Cookie: String(cookie.split(";")[0]), "Accept-Language": "en" });
  expect(next.text).toContain('<html lang="zh-CN">');
  const odd = await request(app).get("/incidents?language=xx").set(auth);
  expect([odd.status, odd.headers["set-cookie"]]).toEqual([200, undefined]);
});

it.each([
  "/incidents",
  `/incidents/${INCIDENT_ID}`,
  "/approvals",
  `/approvals/${TOKEN}`,
  "/sign-in",
  "/incidents/x",
])("%s has none of our English words in Chinese", async (path) => {
  const answer = await request(openDoors().app)
    .get(path)
    .set({ ...auth, "Accept-Language": "zh-CN", Accept: "text/html" });
  const words = [
    en.nav,
    en.list,
    en.waiting,
    en.incident,
    en.finding,
    en.plan,
    en.decide,
    en.attempts,
    en.handover,
  ];
  const texts = words.flatMap((part) => Object.values(part)).filter((text) => typeof text === "string");
  // Short ones such as "on" and "any" stand within other words.
  const shown = texts.filter((text) => text.length > 6 && answer.text.includes(`>${text}<`));
  expect(shown).toEqual([]);
});

it.each(["/incidents", `/incidents/${INCIDENT_ID}`, "/approvals", `/approvals/${TOKEN}`])(
  "%s says in Chinese what is wrong, and what stays English is marked",
  async (path) => {
    const { app, world } = openDoors();
    const answer = await request(app)
      .get(path)
      .set({ ...auth, "Accept-Language": "zh-CN" });
    expect(answer.text).toMatch(/<h[12][^>]*>(<a [^>]*>)?容器需要的内存超过其限制/);
    expect(answer.text).toContain(`<span lang="en">${world.incident.summary}</span>`);
    if (path !== "/incidents")
      expect(answer.text).toContain('调整容器的内存限制<br><span lang="en">Raise the');
    // English sentences, but those of people, that stand in no element of that language.
    const unmarked = answer.text
      .replace(/<(span|pre|p)[^>]* lang="en"[^>]*>[^<]*<\/\1>/g, "")
      .replace(/<(head|code|pre|blockquote)\b[\s\S]*?<\/\1>|<[^>]*>/g, "\n");
    expect(unmarked.match(/[a-z]+ [a-z]+ [a-z]+ [a-z]+/g) ?? []).toEqual([]);
  },
);

it("an incident whose cause is not known yet is named by its object in Chinese", async () => {
  const world = createWorld();
  world.incident = { ...world.incident, cause: null, confidence: null, finding: null };
  const answer = await request(openDoors(world).app)
    .get(`/incidents/${INCIDENT_ID}`)
    .set({ ...auth, "Accept-Language": "zh-CN" });
  expect(answer.text).toContain("<h1>尚未查明原因：StatefulSet shop/oom-stress</h1>");
});

const inChinese = { ...auth, "Accept-Language": "zh-CN" };

it.each([
  ["a query that is not understood", "/incidents?status=odd", "无法理解以下内容：status"],
  ["a page that there is not", "/incidents/x", zh.failure.reasons["not-found"]],
])("a page says in Chinese of %s", async (_what, path, words) => {
  const answer = await request(openDoors().app)
    .get(path)
    .set({ ...inChinese, Accept: "text/html" });
  expect(answer.text).toContain(words);
});

it("the API tells people in the language that they ask for, and programs by the same words of a closed list", async () => {
  const { app, world } = openDoors();
  const undo = () => request(app).post(`/api/v1/incidents/${INCIDENT_ID}/undo`).send({ reason: "x" });
  const [english, chinese] = [await undo().set(auth), await undo().set(inChinese)];
  expect(english.body.error.message).toBe("Nothing is undone: it was changed since.");
  expect(chinese.body.error).toEqual({
    reason: english.body.error.reason,
    message: "没有撤销任何内容：it was changed since",
  });
  const decide = () =>
    request(app)
      .post(`/api/v1/incidents/${INCIDENT_ID}/decision`)
      .set(inChinese)
      .send({ digest: world.approval.planDigest, decision: "approve" });
  const { decision, message } = (await decide()).body;
  expect([decision, message]).toEqual(["approved", zh.answers.approved.message]);
  expect((await decide()).body.error).toEqual({
    reason: "already-decided",
    message: zh.answers["already-decided"].message,
  });
});
