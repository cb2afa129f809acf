import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  button,
  CHAT,
  cardOf,
  cardThatPasses,
  type OpenFake,
  OTHER_APP,
  openFakeFeishu,
  type Part,
  refusalOf,
  sendCard,
} from "../open-fake-feishu.ts";

let fake: OpenFake;
beforeEach(async () => {
  fake = await openFakeFeishu();
});
afterEach(() => fake.feishu.stop());

const create = (data: Part, type = "chat_id") =>
  Reflect.apply(fake.client.im.v1.message.create, fake.client.im.v1.message, [
    { params: { receive_id_type: type }, data: { receive_id: CHAT, msg_type: "interactive", ...data } },
  ]) as Promise<unknown>;
const patch = (messageId: string, card: unknown = cardThatPasses(), client = fake.client) =>
  client.im.v1.message.patch({
    path: { message_id: messageId },
    data: { content: typeof card === "string" ? card : JSON.stringify(card) },
  });
const reply = (messageId: string, more: { reply_in_thread?: boolean; uuid?: string } = {}) =>
  fake.client.im.v1.message.reply({
    path: { message_id: messageId },
    data: { msg_type: "text", content: JSON.stringify({ text: "fixed" }), ...more },
  });
const chat = () => {
  const found = fake.feishu.state.chats.get(CHAT);
  if (found === undefined) throw new Error("the chat is gone");
  return found;
};
const message = (id: string) => {
  const found = fake.feishu.state.messages.get(id);
  if (found === undefined) throw new Error("the message is gone");
  return found;
};
const content = (card: unknown) => JSON.stringify(card);

test("takes a card, updates it in place and takes a reply in its thread", async () => {
  const id = await sendCard(fake.client);
  expect(id).toMatch(/^om_/);
  await patch(id, cardOf(button("approve")));
  expect(message(id)).toMatchObject({
    updates: 1,
    card: { body: { elements: [{ element_id: "approve" }] } },
  });
  const first = await reply(id, { reply_in_thread: true });
  expect(first.data).toMatchObject({ root_id: id, parent_id: id, thread_id: expect.stringMatching(/^omt_/) });
  const second = await reply(first.data?.message_id ?? "");
  expect(second.data).toMatchObject({ root_id: id, parent_id: id, thread_id: first.data?.thread_id });
});

describe("creating a message", () => {
  const card = content(cardOf());
  test.each<[string, () => Promise<unknown>, number, string]>([
    [
      "an unknown receive_id_type",
      () => create({ content: card }, "phone"),
      230001,
      "invalid receive_id_type",
    ],
    ["an id of another type", () => create({ content: card }, "open_id"), 230034, ""],
    ["an unknown chat", () => create({ content: card, receive_id: "oc_none" }), 230001, "invalid receive_id"],
    ["an unknown msg_type", () => create({ content: card, msg_type: "card" }), 230001, "invalid msg_type"],
    ["content that is an object", () => create({ content: cardOf() }), 230001, "invalid message content"],
    ["empty content", () => create({ content: "" }), 230001, "content cannot be empty"],
    ["content that is not JSON", () => create({ content: "{" }), 230001, "invalid message content"],
    ["content that was encoded twice", () => create({ content: content(card) }), 230099, "ErrCode: 200621"],
    ["a card of version 1", () => create({ content: content({ elements: [] }) }), 230099, "ErrCode: 200621"],
    ["a wrapped card", () => create({ content: content({ card: cardOf() }) }), 230099, "ErrCode: 200621"],
    [
      "a uuid of 51 characters",
      () => create({ content: card, uuid: "x".repeat(51) }),
      230001,
      "invalid uuid",
    ],
    [
      "a card over 30 KB",
      () => create({ content: content(cardOf({ tag: "markdown", content: "x".repeat(30_720) })) }),
      230025,
      "",
    ],
    ["a person unknown", () => create({ content: card, receive_id: "ou_none" }, "open_id"), 99992351, ""],
    [
      "a person of another app",
      () => create({ content: card, receive_id: "ou_other" }, "open_id"),
      99992361,
      "",
    ],
    ["a person out of range", () => create({ content: card, receive_id: "ou_far" }, "open_id"), 230013, ""],
  ])("refuses %s", async (_name, call, code, text) => {
    const refused = await refusalOf(call());
    expect(refused).toMatchObject({ status: 400, code });
    expect(refused.msg).toContain(text);
    expect(fake.feishu.state.messages.size).toBe(0);
  });

  test("names the place of what is wrong in a card", async () => {
    const { msg } = await refusalOf(
      create({ content: content(cardOf({ tag: "hr", corner_radius: "4px" })) }),
    );
    expect(msg).toMatch(/ErrCode: 200621; ErrPath: ROOT -> body -> elements -> \[0\]\(tag: hr\); ErrMsg: /);
  });

  test("refuses a chat that the bot was taken out of, that is dissolved, or a bot without its ability", async () => {
    chat().bots.clear();
    expect((await refusalOf(sendCard(fake.client))).code).toBe(230002);
    chat().isDissolved = true;
    expect((await refusalOf(sendCard(fake.client))).code).toBe(232009);
    for (const app of fake.feishu.state.apps.values()) app.hasBot = false;
    expect((await refusalOf(sendCard(fake.client))).code).toBe(230006);
  });

  test("sends the same uuid once within an hour", async () => {
    const first = await sendCard(fake.client, cardOf(), "card-1");
    expect(await sendCard(fake.client, cardOf(button("other")), "card-1")).toBe(first);
    fake.clock.advance(3_600_000);
    expect(await sendCard(fake.client, cardOf(), "card-1")).not.toBe(first);
    expect(fake.feishu.state.messages.size).toBe(2);
  });

  test("takes 150 KB of text", async () => {
    await create({ msg_type: "text", content: content({ text: "x".repeat(100_000) }) });
    const { code } = await refusalOf(
      create({ msg_type: "text", content: content({ text: "x".repeat(153_600) }) }),
    );
    expect(code).toBe(230025);
  });
});

describe("updating a card", () => {
  test.each<[string, (id: string) => Promise<unknown>, number, string]>([
    ["an unknown message", () => patch("om_none"), 230001, "invalid message_id"],
    ["another app's card", (id) => patch(id, cardOf(), fake.clientOf(OTHER_APP)), 230001, "sender"],
    [
      "a card without update_multi",
      (id) => patch(id, { schema: "2.0", body: { elements: [] } }),
      230099,
      "300302",
    ],
    ["a card of version 1", (id) => patch(id, { elements: [] }), 230099, "200621"],
    ["content that is empty", (id) => patch(id, ""), 230001, "content cannot be empty"],
    [
      "a recalled message",
      (id) => {
        message(id).condition = "recalled";
        return patch(id);
      },
      230011,
      "",
    ],
    [
      "a deleted message",
      (id) => {
        message(id).condition = "deleted";
        return patch(id);
      },
      230110,
      "",
    ],
    [
      "a message of more than 14 days",
      (id) => {
        fake.clock.advance(14 * 24 * 3_600_000 + 1);
        fake.feishu.expireTokens();
        return patch(
          id,
          cardThatPasses(),
          fake.clientOf({ appId: "cli_0123456789abcdef", appSecret: "secret" }),
        );
      },
      230031,
      "",
    ],
    [
      "a card whose press waits for its answer",
      (id) => {
        message(id).openCallbacks = 1;
        return patch(id);
      },
      230099,
      "ErrCode: 11310; ErrMsg: card action is lock",
    ],
    [
      "a chat without the bot",
      (id) => {
        chat().bots.clear();
        return patch(id);
      },
      230002,
      "",
    ],
    [
      "the editing of a text",
      (id) =>
        fake.client.im.v1.message.update({
          path: { message_id: id },
          data: { msg_type: "interactive", content: content(cardThatPasses()) },
        }),
      230001,
      "invalid msg_type",
    ],
  ])("refuses %s", async (_name, call, code, text) => {
    const id = await sendCard(fake.client);
    const refused = await refusalOf(call(id));
    expect(refused).toMatchObject({ status: 400, code });
    expect(refused.msg).toContain(text);
    expect(message(id).updates).toBe(0);
  });

  test("refuses what is no card, and a card that was sent without update_multi", async () => {
    const id = await sendCard(fake.client, { schema: "2.0", body: { elements: [] } });
    expect((await refusalOf(patch(id))).msg).toContain("300302");
    const text = (await reply(id)).data?.message_id ?? "";
    expect((await refusalOf(patch(text))).msg).toContain("This message is NOT a card");
  });
});

describe("replying", () => {
  test("refuses a recalled message, and a thread where the chat has none", async () => {
    const id = await sendCard(fake.client);
    chat().allowsThreads = false;
    expect((await refusalOf(reply(id, { reply_in_thread: true }))).code).toBe(230071);
    expect((await reply(id)).data).not.toHaveProperty("thread_id");
    message(id).condition = "recalled";
    expect((await refusalOf(reply(id))).code).toBe(230011);
    expect((await refusalOf(reply("om_none"))).code).toBe(230001);
  });

  test("sends the same uuid once", async () => {
    const id = await sendCard(fake.client);
    const first = await reply(id, { uuid: "row-1" });
    expect((await reply(id, { uuid: "row-1" })).data?.message_id).toBe(first.data?.message_id);
  });
});
