import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { createHttpApp } from "../../src/http/create-http-app.ts";
import type { HttpDeps } from "../../src/http/http-deps.ts";
import { createHttpServer, type HttpServer } from "../../src/http/http-server.ts";
import { createWorld, depsOf, WEBHOOK_TOKEN } from "./support/doors.ts";
import { firingPayload } from "./support/payload.ts";

const running: HttpServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

async function listen(overrides: Partial<HttpDeps> = {}, requestTimeoutMs = 30_000) {
  const world = createWorld();
  const app = createHttpApp(depsOf(world, overrides));
  const server = createHttpServer({
    app,
    host: "127.0.0.1",
    port: 0,
    logger: silentLogger,
    requestTimeoutMs,
    stopBoundMs: 500,
  });
  running.push(server);
  return { server, world, port: (await server.start()).port };
}

const HEAD = (more: string) =>
  `POST /webhooks/alertmanager HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${more}\r\n`;
const TOKEN = `Authorization: Bearer ${WEBHOOK_TOKEN}\r\n`;

/** Sends raw bytes and resolves with what comes back; a refused caller reads its answer and goes. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
    if (answer.endsWith('"}}')) socket.end();
  });
  socket.on("error", () => {});
  socket.write(text);
  await once(socket, "close");
  return answer;
}

describe("the HTTP server", () => {
  it("takes a webhook of 6 MB", async () => {
    const { world, port } = await listen();
    const payload = JSON.stringify({ ...firingPayload(), padding: "x".repeat(6_000_000) });
    const answer = await fetch(`http://127.0.0.1:${port}/webhooks/alertmanager`, {
      method: "POST",
      headers: { Authorization: `Bearer ${WEBHOOK_TOKEN}`, "Content-Type": "application/json" },
      body: payload,
    });
    expect([answer.status, world.accepted.length]).toEqual([200, 1]);
  });

  it("keeps so many webhooks in hand and no more, and is not held up by one that went away", async () => {
    const begun = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const { port } = await listen({
      webhookPlaces: { webhooks: 1, bytes: 1_000_000, waiting: 1 },
      ingest: {
        async acceptAlerts() {
          begun.resolve();
          await end.promise;
          return { alerts: 1, signals: 1 };
        },
      },
    });
    const body = JSON.stringify(firingPayload());
    const send = (signal?: AbortSignal) =>
      fetch(`http://127.0.0.1:${port}/webhooks/alertmanager`, {
        method: "POST",
        headers: { Authorization: `Bearer ${WEBHOOK_TOKEN}`, "Content-Type": "application/json" },
        body,
        ...(signal && { signal }),
      });
    const first = send();
    await begun.promise;
    // One of them finds a place to wait, whichever came first, and the other none.
    const leaving = new AbortController();
    const both = [send(leaving.signal), send(leaving.signal)];
    const refused = await Promise.race(both);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    await refused.text();
    leaving.abort();
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    end.resolve();
    expect((await first).status).toBe(200);
    expect((await send()).status).toBe(200);
  });

  it.each([
    ["a length that it names itself", `${TOKEN}Content-Length: 99999999\r\nConnection: close\r\n`, "", 413],
    ["chunks without end", `${TOKEN}Transfer-Encoding: chunked\r\n`, `7d0\r\n${"x".repeat(2000)}\r\n`, 413],
    ["no token and a body to come", "Content-Length: 1000\r\n", "", 401],
    [
      "a wrong type and a body to come",
      `${TOKEN}content-encoding: gzip\r\nContent-Length: 1000\r\n`,
      "",
      415,
    ],
  ])("answers %s before the body has come", async (_case, headers, body, status) => {
    const { world, port } = await listen({ webhookMaxBytes: 1500 });
    const answer = await raw(port, HEAD(headers) + body);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('{"error":{"reason":');
    expect(world.accepted).toEqual([]);
  });

  it("asks a caller that waits for its consent to go on, unless it is refused", async () => {
    const { world, port } = await listen();
    const body = JSON.stringify(firingPayload());
    const wait = `Expect: 100-continue\r\nConnection: close\r\nContent-Length: ${body.length}\r\n`;
    const refused = await raw(port, HEAD(wait));
    expect(refused).toMatch(/^HTTP\/1.1 401 /);
    const accepted = await raw(port, HEAD(TOKEN + wait) + body);
    expect(accepted).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /);
    expect(world.accepted).toHaveLength(1);
  });

  it("gives a slow caller 503, which Alertmanager tries again, and never 408", async () => {
    const { port } = await listen({}, 100);
    const answer = await raw(port, `${HEAD(`${TOKEN}Content-Length: 100\r\n`)}{`);
    expect(answer).toMatch(/^HTTP\/1.1 503 /);
    expect(answer).toContain("Retry-After: 5");
  });

  it("answers what is no HTTP, and goes on", async () => {
    const { port } = await listen();
    expect(await raw(port, "\x16\x03\x01 hello\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw(port, HEAD(`X: ${"x".repeat(20_000)}\r\n`))).toMatch(/^HTTP\/1.1 431 /);
    expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
  });

  it("keeps nothing of a caller that goes away in mid-body", async () => {
    const { world, port } = await listen();
    const socket = connect(port, "127.0.0.1");
    socket.write(`${HEAD(`${TOKEN}Content-Length: 1000\r\n`)}{"version":`);
    await once(socket, "connect");
    socket.resetAndDestroy();
    expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
    expect(world.accepted).toEqual([]);
  });

  it("shares the first start, and says why a taken port cannot be had", async () => {
    const { server, port } = await listen();
    expect(await server.start()).toMatchObject({ port });
    const app = createHttpApp(depsOf(createWorld()));
    const second = createHttpServer({ app, host: "127.0.0.1", port, logger: silentLogger });
    await expect(second.start()).rejects.toThrow("EADDRINUSE");
  });

  it("lets what is under way finish, takes nothing new, and ends kept connections", async () => {
    const gate = Promise.withResolvers<{ alerts: number; signals: number }>();
    const arrived = Promise.withResolvers<void>();
    const acceptAlerts = () => {
      arrived.resolve();
      return gate.promise;
    };
    const { server, port } = await listen({ ingest: { acceptAlerts } });
    const agent = new Agent({ keepAlive: true });
    const url = `http://127.0.0.1:${port}`;
    const idle = httpRequest(`${url}/livez`, { agent }).end();
    const [idleAnswer] = await once(idle, "response");
    idleAnswer.resume();
    const answer = raw(
      port,
      HEAD(`${TOKEN}Content-Length: ${JSON.stringify(firingPayload()).length}\r\n`) +
        JSON.stringify(firingPayload()),
    );
    await arrived.promise;
    const stopped = server.stop();
    expect(server.stop()).toBe(stopped);
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    gate.resolve({ alerts: 1, signals: 1 });
    expect(await answer).toMatch(/^HTTP\/1.1 200 [\s\S]*Connection: close/);
    await stopped;
    agent.destroy();
  });

  it("stops within its bound though a request never ends", async () => {
    const arrived = Promise.withResolvers<void>();
    const acceptAlerts = () => {
      arrived.resolve();
      return new Promise<never>(() => {});
    };
    const { server, port } = await listen({ ingest: { acceptAlerts } });
    const body = JSON.stringify(firingPayload());
    const answer = raw(port, HEAD(`${TOKEN}Content-Length: ${body.length}\r\n`) + body);
    await arrived.promise;
    await server.stop();
    expect(await answer).toBe("");
  });
});
