import { get } from "node:http";
import { EventDispatcher, WSClient } from "@larksuiteoapi/node-sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import {
  ANNA,
  APP,
  button,
  cardOf,
  type OpenFake,
  openFakeFeishu,
  SILENT,
  sendCard,
} from "../open-fake-feishu.ts";

let fake: OpenFake;
const clients: WSClient[] = [];
beforeEach(async () => {
  fake = await openFakeFeishu({ answerMs: 400 });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close({ force: true });
  await fake.feishu.stop();
});

type Handler = (data: unknown) => unknown;

/** The SDK's own client, connected. */
async function connect(handler: Handler, app = APP): Promise<WSClient> {
  return new Promise((resolve, reject) => {
    const client = new WSClient({
      appId: app.appId,
      appSecret: app.appSecret,
      domain: fake.url,
      logger: SILENT,
      onReady: () => resolve(client),
      onError: reject,
    });
    clients.push(client);
    const eventDispatcher = new EventDispatcher({ logger: SILENT });
    eventDispatcher.register({ "card.action.trigger": handler });
    void client.start({ eventDispatcher });
  });
}

async function cardOnConnection(route: { frame?: "event" | "card"; parts?: number } = {}): Promise<string> {
  await fake.feishu.configureCallback(APP.appId, {
    kind: "long-connection",
    frame: "event",
    parts: 1,
    ...route,
  });
  return sendCard(fake.client, cardOf(button("b")));
}
const press = (id: string) => fake.feishu.press(id, { element: "b", by: ANNA });

test("a press is told on the connection and answered on it", async () => {
  const told: unknown[] = [];
  await connect((data) => {
    told.push(data);
    return { toast: { type: "success", content: "done" } };
  });
  const id = await cardOnConnection();
  expect((await press(id)).outcome).toMatchObject({ kind: "answered", toast: { content: "done" } });
  expect(told).toMatchObject([{ operator: { open_id: ANNA }, action: { value: { handle: "handle-of-b" } } }]);
  expect(fake.feishu.connections.violations()).toEqual([]);
});

test("a payload in several frames arrives whole", async () => {
  const told: unknown[] = [];
  await connect((data) => {
    told.push(data);
    return {};
  });
  const result = await press(await cardOnConnection({ parts: 4 }));
  expect(told).toMatchObject([{ context: { open_message_id: result.messageId } }]);
});

test("each push goes to one connection alone", async () => {
  const told: string[] = [];
  await connect(() => {
    told.push("first");
    return { toast: { type: "info", content: "first" } };
  });
  await connect(() => {
    told.push("second");
    return { toast: { type: "info", content: "second" } };
  });
  expect(fake.feishu.connections.count(APP.appId)).toBe(2);
  const id = await cardOnConnection();
  for (let count = 0; count < 5; count += 1) await press(id);
  expect(told).toHaveLength(5);
});

test("frames of type card are dropped by the SDK as it is, and answered when they are handed on as events", async () => {
  const client = await connect(() => ({ toast: { type: "info", content: "seen" } }));
  const id = await cardOnConnection({ frame: "card" });
  expect((await press(id)).outcome).toMatchObject({ kind: "failed", code: 200341 });
  handOnCards(client);
  expect((await press(id)).outcome).toMatchObject({ kind: "answered", toast: { content: "seen" } });
});

/** Renames the type on its way in; the answer then carries the new one. */
function handOnCards(client: WSClient): void {
  const handle = z
    .custom<(frame: object) => unknown>()
    .parse(Reflect.get(client, "handleEventData"))
    .bind(client);
  const headersOf = z.looseObject({ headers: z.array(z.object({ key: z.string(), value: z.string() })) });
  Reflect.set(client, "handleEventData", (frame: object) => {
    const { headers } = headersOf.parse(frame);
    const renamed = headers.map(({ key, value }) => ({ key, value: key === "type" ? "event" : value }));
    return handle({ ...frame, headers: renamed });
  });
}

test("a handler that throws, that says nothing and that is too slow is shown to the person", async () => {
  const answers: (() => unknown)[] = [
    () => {
      throw new Error("no");
    },
    () => undefined,
    () => new Promise(() => {}),
  ];
  await connect(() => answers.shift()?.());
  const id = await cardOnConnection();
  expect((await press(id)).outcome).toMatchObject({ code: 200671 });
  expect((await press(id)).outcome).toMatchObject({ code: 108002 });
  expect((await press(id)).outcome).toMatchObject({ code: 200341 });
});

test("the way is not saved while no connection is open, and fails when it is cut", async () => {
  const route = { kind: "long-connection", frame: "event", parts: 1 } as const;
  await expect(fake.feishu.configureCallback(APP.appId, route)).rejects.toThrow("no connection is open");
  await connect(() => ({}));
  const id = await cardOnConnection();
  fake.feishu.connections.cut();
  await expect.poll(() => fake.feishu.connections.count(APP.appId)).toBe(0);
  expect((await press(id)).outcome).toMatchObject({ code: 200340 });
});

test("a wrong secret opens no connection, and ends the client", async () => {
  await expect(connect(() => ({}), { ...APP, appSecret: "wrong" })).rejects.toThrow("code=514");
});

const discovery = z.object({ data: z.object({ URL: z.string() }) });
async function endpoint(): Promise<string> {
  const body = JSON.stringify({ AppID: APP.appId, AppSecret: APP.appSecret });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${fake.url}/callback/ws/endpoint`, { method: "POST", headers, body });
  return discovery.parse(await response.json()).data.URL;
}

test("fifty connections an app, and each ticket once", async () => {
  const sockets: WebSocket[] = [];
  const open = (url: string) =>
    new Promise<boolean>((resolve) => {
      const socket = new WebSocket(url);
      sockets.push(socket);
      socket.addEventListener("open", () => resolve(true));
      socket.addEventListener("error", () => resolve(false));
    });
  const first = await endpoint();
  expect(await open(first)).toBe(true);
  expect(await open(first)).toBe(false);
  for (let count = 1; count < 50; count += 1) expect(await open(await endpoint())).toBe(true);
  const refused = await endpoint();
  const handshake = await new Promise<unknown>((resolve) => {
    const upgrade = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    };
    get(refused.replace(/^ws/, "http"), { headers: upgrade }, ({ headers }) => resolve(headers));
  });
  expect(handshake).toMatchObject({ "handshake-status": "514", "handshake-autherrcode": "1000040350" });
  for (const socket of sockets) socket.close();
  await expect.poll(() => fake.feishu.connections.count(APP.appId)).toBe(0);
});

test("a frame that lacks a required field ends the connection", async () => {
  const socket = new WebSocket(await endpoint());
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener("close", ({ code }) => resolve(code));
  });
  socket.addEventListener("open", () => socket.send(new Uint8Array([8, 0])));
  expect(await closed).toBe(1002);
  expect(fake.feishu.connections.violations()[0]).toContain("required field");
});

test("it stops though a connection is open", async () => {
  const socket = new WebSocket(await endpoint());
  const closed = new Promise<void>((resolve) => socket.addEventListener("close", () => resolve()));
  await new Promise<void>((resolve) => socket.addEventListener("open", () => resolve()));
  await fake.feishu.stop();
  await closed;
  expect(fake.feishu.connections.count(APP.appId)).toBe(0);
});
