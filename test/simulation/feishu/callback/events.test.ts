import { afterEach, beforeEach, expect, test } from "vitest";
import { ANNA, APP, CHAT, type OpenFake, openFakeFeishu, refusalOf, sendCard } from "../open-fake-feishu.ts";
import { type Door, openDoor } from "./callback-door.ts";

let fake: OpenFake;
let door: Door;
beforeEach(async () => {
  fake = await openFakeFeishu();
  door = await openDoor(fake.clock.now);
  await fake.feishu.configureEvents(APP.appId, { kind: "url", url: door.url });
});
afterEach(async () => {
  await fake.feishu.stop();
  await door.close();
});

const say = (replyTo: string) => fake.feishu.say(CHAT, { by: ANNA, text: "I take it", replyTo });

test("a reply of a person is told with what it replies to", async () => {
  const id = await sendCard(fake.client);
  const [told] = await say(id);
  expect(told).toMatchObject({ appId: APP.appId, tries: 1, isTaken: true });
  expect(JSON.parse(told?.plaintext ?? "")).toMatchObject({
    header: { event_type: "im.message.receive_v1", app_id: APP.appId, token: APP.verificationToken },
    event: {
      sender: { sender_id: { open_id: ANNA }, sender_type: "user" },
      message: { root_id: id, parent_id: id, chat_id: CHAT, content: '{"text":"I take it"}' },
    },
  });
  expect(door.received).toHaveLength(2);
});

test("an event is told again after 15 s, 5 min, 1 h and 6 h, and then no more", async () => {
  const id = await sendCard(fake.client);
  door.answerWith({}, 500);
  expect(await say(id)).toMatchObject([{ tries: 5, isTaken: false }]);
  expect(fake.clock.slept).toEqual([15_000, 300_000, 3_600_000, 21_600_000]);
});

test("each telling of an event is signed anew", async () => {
  const id = await sendCard(fake.client);
  door.answerBy((response) => {
    door.answerWith({});
    response.writeHead(503).end();
  });
  expect(await say(id)).toMatchObject([{ tries: 2, isTaken: true }]);
  const [, first, second] = door.received;
  expect(first?.headers["x-lark-request-nonce"]).not.toBe(second?.headers["x-lark-request-nonce"]);
});

test("a bot without the scope hears nothing", async () => {
  const id = await sendCard(fake.client);
  fake.feishu.state.apps.get(APP.appId)?.scopes.delete("im:message.group_msg");
  expect(await say(id)).toEqual([]);
  await expect(fake.feishu.say(CHAT, { by: "ou_none", text: "x" })).rejects.toThrow("is not in");
});

test("a message that is taken back is told, and cannot be updated any more", async () => {
  const id = await sendCard(fake.client);
  const [told] = await fake.feishu.recall(id);
  expect(JSON.parse(told?.plaintext ?? "")).toMatchObject({
    header: { event_type: "im.message.recalled_v1" },
    event: { message_id: id, chat_id: CHAT },
  });
  const call = fake.client.im.v1.message.patch({ path: { message_id: id }, data: { content: "{}" } });
  expect((await refusalOf(call)).code).toBe(230011);
});
