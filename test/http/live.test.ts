import { afterEach, expect, it } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { createHttpApp } from "../../src/http/create-http-app.ts";
import { createHttpServer } from "../../src/http/http-server.ts";
import { createWorld, depsOf, OPERATOR_TOKEN, VIEWER_TOKEN, type World } from "./support/doors.ts";
import { INCIDENT_ID } from "./support/incidents.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function listen(limits: object = {}, world: World = createWorld()) {
  const streams = { mostClients: 3, heartbeatMs: 60_000, leastGapMs: 20, ...limits };
  const app = createHttpApp(depsOf(world, { streams }));
  const server = createHttpServer({ app, host: "127.0.0.1", port: 0, logger: silentLogger });
  const { url } = await server.start();
  stops.push(() => server.stop());
  return { world, url, server };
}

/** An open stream, read piece by piece. */
async function follow(url: string, path: string, headers: Record<string, string> = {}) {
  const abort = new AbortController();
  const answer = await fetch(`${url}${path}`, {
    headers: { Authorization: `Bearer ${OPERATOR_TOKEN}`, ...headers },
    signal: abort.signal,
  });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const until = async (part: string | null): Promise<string> => {
    while (part === null || !text.includes(part)) {
      const piece = await reader?.read();
      if (piece === undefined || piece.done) return text;
      text += piece.value;
    }
    return text;
  };
  stops.unshift(async () => abort.abort());
  return { answer, until, close: () => abort.abort() };
}

const EVENTS = `/incidents/${INCIDENT_ID}/events`;
const tell = (world: World, sequence: number, incidentId = INCIDENT_ID) => {
  for (const listener of world.listeners) listener.onChange({ incidentId, sequence });
};

it("an incident's page hears of its own changes alone", async () => {
  const { world, url } = await listen();
  const { answer, until } = await follow(url, `${EVENTS}?after=2`);
  expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
  await until("retry:");
  tell(world, 9, "019a9a4e-7d2f-7b63-9a51-000000000000");
  tell(world, 3);
  const text = await until("event: changed");
  expect(text).toContain(`id: ${INCIDENT_ID}.3\n`);
  expect(text).not.toContain(".9");
});

it.each([
  ["was shown an older state", `${EVENTS}?after=1`, {}],
  ["comes back after an older event", `${EVENTS}?after=2`, { "Last-Event-ID": `${INCIDENT_ID}.1` }],
] as [string, string, Record<string, string>][])(
  "a page that %s hears at once that it missed something",
  async (_case, path, headers) => {
    const { url } = await listen();
    const { until } = await follow(url, path, headers);
    expect(await until("event: changed")).toContain(`id: ${INCIDENT_ID}.2\n`);
  },
);

it("the list hears of every change, those that come together as one, the newest", async () => {
  const { world, url } = await listen();
  const { until } = await follow(url, "/incidents/events");
  await until("event: changed");
  for (let sequence = 3; sequence < 500; sequence += 1) tell(world, sequence);
  const text = await until(".499\n");
  expect(text.match(/event: changed/g)?.length).toBeLessThan(10);
});

it.each([
  ["nobody", {}, 401],
  ["a wrong token", { Authorization: "Bearer wrong" }, 401],
  ["a viewer", { Authorization: `Bearer ${VIEWER_TOKEN}` }, 200],
] as [string, Record<string, string>, number][])("for %s", async (_who, headers, status) => {
  const { url } = await listen();
  const abort = new AbortController();
  const answer = await fetch(`${url}/incidents/events`, { headers, signal: abort.signal });
  expect(answer.status).toBe(status);
  abort.abort();
});

it("as many pages as are allowed, and one more when one has gone", async () => {
  const { world, url } = await listen({ mostClients: 1 });
  const first = await follow(url, "/incidents/events");
  const second = await follow(url, "/incidents/events");
  expect([second.answer.status, second.answer.headers.get("retry-after")]).toEqual([503, "30"]);
  first.close();
  await expect.poll(() => world.listeners.size, { interval: 5, timeout: 10_000 }).toBe(0);
  expect((await follow(url, "/incidents/events")).answer.status).toBe(200);
});

it("a page that is silent is told that the service is there, until its session ends", async () => {
  const { world, url } = await listen({ heartbeatMs: 10 });
  const signIn = await fetch(`${url}/sign-in`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ token: OPERATOR_TOKEN }),
  });
  const cookie = String(signIn.headers.get("set-cookie")).split(";")[0] ?? "";
  const { until } = await follow(url, `${EVENTS}?after=2`, { Cookie: cookie, Authorization: "none" });
  await until(": still here");
  world.now = new Date(world.now.getTime() + 13 * 3600 * 1000);
  await until(null);
  await expect.poll(() => world.listeners.size, { interval: 5, timeout: 10_000 }).toBe(0);
});

it("the end of the feed ends every page's stream, so that the door can close", async () => {
  const { world, url, server } = await listen();
  const { until } = await follow(url, `${EVENTS}?after=2`);
  await until("retry:");
  for (const listener of world.listeners) listener.onEnd();
  await until(null);
  await server.stop();
  expect(world.listeners.size).toBe(0);
});
