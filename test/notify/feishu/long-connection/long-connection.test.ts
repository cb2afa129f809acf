import type { WSClient } from "@larksuiteoapi/node-sdk";
import { afterEach, expect, test } from "vitest";
import { silentLogger } from "../../../../src/core/logger.ts";
import { handOnCards } from "../../../../src/notify/feishu/long-connection/hand-on-cards.ts";
import {
  type ConnectionState,
  createLongConnection,
  type LongConnection,
} from "../../../../src/notify/feishu/long-connection/long-connection.ts";
import {
  ANNA,
  APP,
  button,
  cardOf,
  openFakeFeishu,
  sendCard,
} from "../../../simulation/feishu/open-fake-feishu.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The platform, which asks for a new try at once. */
async function platform() {
  const fake = await openFakeFeishu(
    { answerMs: 1_000 },
    { ReconnectNonce: 0, ReconnectInterval: 0.05, PingInterval: 5 },
  );
  const { feishu, client } = fake;
  ends.push(() => feishu.stop());
  const press = (id: string) => feishu.press(id, { element: "b", by: ANNA });
  const card = async (frame: "event" | "card" = "event", parts = 1) => {
    await feishu.configureCallback(APP.appId, { kind: "long-connection", frame, parts });
    return sendCard(client, cardOf(button("b")));
  };
  const refuse = (times: number) =>
    feishu.fail({ route: "POST /callback/ws/endpoint", fault: { status: 502 }, times });
  return { ...fake, press, card, refuse };
}
type Platform = Awaited<ReturnType<typeof platform>>;

interface Watched {
  connection: LongConnection;
  states: ConnectionState[];
  lines: string[];
  until(state: ConnectionState): Promise<void>;
}

async function open(
  { url, clock }: Platform,
  take: (payload: unknown) => Promise<object> = async () => ({}),
  more: { appSecret?: () => string; domain?: string } = {},
): Promise<Watched> {
  const states: ConnectionState[] = [];
  const lines: string[] = [];
  const write = (fields: object, text: string) => void lines.push(`${JSON.stringify(fields)} ${text}`);
  const connection = createLongConnection({
    domain: url,
    appId: APP.appId,
    appSecret: () => APP.appSecret,
    take,
    clock,
    logger: { ...silentLogger, info: write, warn: write } as typeof silentLogger,
    onState: (state) => void states.push(state),
    timeoutMs: 2_000,
    ...more,
  });
  ends.push(() => connection.stop());
  await connection.start();
  const until = (state: ConnectionState) =>
    expect.poll(() => connection.health().state, { timeout: 5_000 }).toBe(state);
  return { connection, states, lines, until };
}

test.each([
  ["event", 1],
  ["card", 1],
  ["card", 4],
] as const)("a press in frames of type %s (%i parts) is told whole, and answered", async (frame, parts) => {
  const world = await platform();
  const told: unknown[] = [];
  const { until } = await open(world, async (payload) => {
    told.push(payload);
    return { toast: { type: "success", content: "done" } };
  });
  await until("connected");
  const { outcome, plaintext } = await world.press(await world.card(frame, parts));
  expect(outcome).toMatchObject({ kind: "answered", toast: { content: "done" } });
  expect(told).toEqual([JSON.parse(plaintext ?? "")]);
  expect(world.feishu.connections.violations()).toEqual([]);
});

test("a callback that is not taken is shown to the person as an error", async () => {
  const world = await platform();
  const { until } = await open(world, () => Promise.reject(new Error("no")));
  await until("connected");
  expect((await world.press(await world.card())).outcome).toMatchObject({ kind: "failed", code: 200671 });
});

test("a connection that is cut comes back by itself, and says so meanwhile", async () => {
  const world = await platform();
  const { connection, states, until } = await open(world);
  await until("connected");
  const id = await world.card();
  for (let count = 0; count < 3; count += 1) {
    world.feishu.connections.cut();
    await expect.poll(() => states.filter((state) => state === "reconnecting").length).toBe(count + 1);
    await until("connected");
    expect((await world.press(id)).outcome).toMatchObject({ kind: "answered" });
  }
  expect(connection.health()).toMatchObject({ state: "connected", detail: "" });
});

test("a platform that stays away for a while is asked again until it is there", async () => {
  const world = await platform();
  const { connection, states, until } = await open(world);
  await until("connected");
  const id = await world.card();
  world.refuse(3);
  world.feishu.connections.cut();
  await expect.poll(() => connection.health().detail).toContain("502");
  expect(connection.health().state).toBe("reconnecting");
  await until("connected");
  expect(states.at(-1)).toBe("connected");
  expect((await world.press(id)).outcome).toMatchObject({ kind: "answered" });
});

test("the platform being away fails no start, and says why no press arrives", async () => {
  const world = await platform();
  world.refuse(100);
  const { connection } = await open(world);
  await expect.poll(() => connection.health().detail).toContain("502");
  expect(connection.health().state).toBe("connecting");
});

test("a wrong secret is told with what to do, and never shown", async () => {
  const world = await platform();
  const { connection, lines } = await open(world, undefined, { appSecret: () => "a-secret-that-is-wrong" });
  await expect.poll(() => connection.health().detail).toContain("FEISHU_APP_SECRET");
  expect(connection.health().state).toBe("connecting");
  expect(lines.join("\n")).toContain("514");
  expect(lines.join("\n")).not.toContain("a-secret-that-is-wrong");
});

test("a stop lets the press in hand be answered, and closes", async () => {
  const world = await platform();
  const { promise, resolve } = Promise.withResolvers<object>();
  const asked = Promise.withResolvers<void>();
  const { connection, until } = await open(world, () => {
    asked.resolve();
    return promise;
  });
  await until("connected");
  const pressed = world.press(await world.card());
  await asked.promise;
  const stopped = connection.stop();
  resolve({ toast: { type: "info", content: "just in time" } });
  await stopped;
  expect((await pressed).outcome).toMatchObject({ kind: "answered", toast: { content: "just in time" } });
  await expect.poll(() => world.feishu.connections.count(APP.appId)).toBe(0);
  expect(connection.health().state).toBe("stopped");
});

test("a stop while it connects leaves no connection behind", async () => {
  const world = await platform();
  const { connection } = await open(world);
  await connection.stop();
  await expect.poll(() => world.feishu.state.requests.length).toBe(1);
  await expect.poll(() => world.feishu.connections.count(APP.appId)).toBe(0);
  expect(connection.health().state).toBe("stopped");
});

test("an SDK that takes frames in another way is noticed at once", () => {
  expect(() => handOnCards({} as WSClient)).toThrow("use the pinned one");
});
