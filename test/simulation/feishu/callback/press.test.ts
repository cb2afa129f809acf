import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ATTACKS } from "../../../../src/simulation/feishu/callback/forgery.ts";
import {
  ANNA,
  APP,
  button,
  CHAT,
  cardOf,
  cardThatPasses,
  type OpenFake,
  openFakeFeishu,
  type Part,
  refusalOf,
  sendCard,
} from "../open-fake-feishu.ts";
import { type Door, openDoor } from "./callback-door.ts";

let fake: OpenFake;
let door: Door;
beforeEach(async () => {
  fake = await openFakeFeishu({ answerMs: 400, challengeMs: 400 });
  door = await openDoor(fake.clock.now);
  await fake.feishu.configureCallback(APP.appId, { kind: "url", url: door.url });
});
afterEach(async () => {
  await fake.feishu.stop();
  await door.close();
});

const press = (id: string, element: string, more: Part = {}) =>
  fake.feishu.press(id, { element, by: ANNA, ...more });
const answered = () => door.received.length - 1;

test("the address is saved when it echoes the challenge in time", async () => {
  expect(fake.feishu.state.apps.get(APP.appId)?.route).toEqual({ kind: "url", url: door.url });
  await expect(
    fake.feishu.configureCallback(APP.appId, { kind: "url", url: `${fake.url}/none` }),
  ).rejects.toThrow("HTTP 404");
  Object.assign(fake.feishu.state.apps.get(APP.appId) ?? {}, { verificationToken: "changed" });
  await expect(fake.feishu.configureCallback(APP.appId, { kind: "url", url: door.url })).rejects.toThrow(
    "HTTP 403",
  );
});

test("a press is told once, encrypted and signed, with who pressed and the value of the button", async () => {
  const id = await sendCard(fake.client, cardOf(button("approve")));
  door.answerWith({ toast: { type: "success", content: "Approved", i18n: { zh_cn: "已批准" } } });
  const result = await press(id, "approve");
  expect(result.outcome).toEqual({
    kind: "answered",
    toast: { type: "success", content: "Approved", i18n: { zh_cn: "已批准" } },
    isCardReplaced: false,
  });
  expect(answered()).toBe(1);
  expect(door.action()).toMatchObject({
    tenantKey: "tenant-1",
    openId: ANNA,
    messageId: id,
    chatId: CHAT,
    handle: "handle-of-approve",
  });
});

test("a form is submitted with its fields, by the button's name or text in any language", async () => {
  const id = await sendCard(fake.client, cardThatPasses());
  await press(id, "Approve", { form: { note: "looks right" } });
  expect(door.action()).toMatchObject({ form: { note: "looks right" } });
  await press(id, "ok");
  expect(door.action()).toMatchObject({ form: { note: "" } });
});

test("the card of an answer replaces the message for everybody", async () => {
  const id = await sendCard(fake.client, cardOf(button("approve")));
  door.answerWith({ card: { type: "raw", data: cardOf({ tag: "markdown", content: "Approved by Anna" }) } });
  expect((await press(id, "approve")).outcome).toMatchObject({ isCardReplaced: true });
  expect(fake.feishu.state.messages.get(id)).toMatchObject({
    updates: 1,
    card: { body: { elements: [{ content: "Approved by Anna" }] } },
  });
  expect((await press(id, "approve")).outcome).toMatchObject({ kind: "not-sent" });
});

test("no update is taken while a press waits for its answer", async () => {
  const id = await sendCard(fake.client, cardOf(button("approve")));
  const patch = () =>
    fake.client.im.v1.message.patch({
      path: { message_id: id },
      data: { content: JSON.stringify(cardOf()) },
    });
  let refused: Promise<{ msg: string }> | undefined;
  door.answerBy((response) => {
    refused = refusalOf(patch());
    void refused.finally(() => response.end("{}"));
  });
  await press(id, "approve");
  expect((await refused)?.msg).toContain("card action is lock");
  await patch();
});

describe("what the client itself does not let through", () => {
  const select = (more: Part = {}) => ({
    tag: "select_static",
    element_id: "cause",
    options: [{ text: { tag: "plain_text", content: "DNS" }, value: "dns" }],
    ...more,
  });
  test.each<[string, Part, Part]>([
    ["a person outside the chat", button("b"), { by: "ou_none" }],
    ["an element that is not there", button("other"), {}],
    ["a disabled button", button("b", { disabled: true }), {}],
    ["a question answered with no", confirmed(), { confirms: false }],
    ["a button that does nothing", button("b", { behaviors: [] }), {}],
    ["an option that is not offered", select(), { element: "cause", choice: "cpu" }],
    ["a required field left empty", form({ required: true }), { element: "send" }],
    ["more characters than fit", form({ max_length: 3 }), { element: "send", form: { why: "four" } }],
    ["a field that is not there", form(), { element: "send", form: { who: "me" } }],
  ])("%s", async (_name, element, how) => {
    const id = await sendCard(fake.client, cardOf(element));
    expect((await press(id, "b", how)).outcome).toMatchObject({ kind: "not-sent" });
    expect(answered()).toBe(0);
  });

  test("a card older than 14 days, a recalled one", async () => {
    const id = await sendCard(fake.client, cardOf(button("b")));
    fake.clock.advance(14 * 24 * 3_600_000 + 1);
    expect((await press(id, "b")).outcome).toMatchObject({ reason: "the card is older than 14 days" });
    const message = fake.feishu.state.messages.get(id);
    Object.assign(message ?? {}, { condition: "recalled" });
    expect((await press(id, "b")).outcome).toMatchObject({ reason: "the message is recalled" });
    expect(answered()).toBe(0);
  });

  test("a link, which is opened", async () => {
    const url = "https://example.com/incidents/1";
    const id = await sendCard(
      fake.client,
      cardOf(button("b", { behaviors: [{ type: "open_url", default_url: url }] })),
    );
    expect((await press(id, "b")).outcome).toEqual({ kind: "opened", url });
    expect(answered()).toBe(0);
  });

  test("a choice outside of a form is told at once", async () => {
    const id = await sendCard(
      fake.client,
      cardOf(select({ behaviors: [{ type: "callback", value: { handle: "h" } }] })),
    );
    const { plaintext } = await press(id, "cause", { choice: "dns" });
    expect(JSON.parse(plaintext ?? "")).toMatchObject({
      event: { action: { tag: "select_static", option: "dns", value: { handle: "h" } } },
    });
  });

  function confirmed(): Part {
    const text = { tag: "plain_text", content: "Sure?" };
    return button("b", { confirm: { title: text, text } });
  }
  function form(field: Part = {}): Part {
    const submit = { name: "send", form_action_type: "submit" };
    return {
      tag: "form",
      name: "f",
      elements: [{ tag: "input", name: "why", ...field }, button("send", submit)],
    };
  }
});

describe("what the person is shown", () => {
  const cases: [string, number, () => void][] = [
    ["no answer in time", 200341, () => door.answerBy(() => {})],
    ["a status of 500", 200671, () => door.answerWith({}, 500)],
    ["a redirect", 200671, () => door.answerBy((r) => void r.writeHead(302, { location: "/" }).end())],
    ["an answer that is not JSON", 200672, () => door.answerWith("ok")],
    ["an unknown key", 200672, () => door.answerWith({ message: "ok" })],
    ["a toast of an unknown type", 200672, () => door.answerWith({ toast: { type: "ok", content: "x" } })],
    ["a card that is not wrapped", 200672, () => door.answerWith({ card: cardOf() })],
    [
      "an invalid card",
      200673,
      () => door.answerWith({ card: { type: "raw", data: cardOf({ tag: "note" }) } }),
    ],
    ["a card of version 1", 200830, () => door.answerWith({ card: { type: "raw", data: { elements: [] } } })],
  ];
  test.each(cases)("%s: code %i", async (_name, code, answer) => {
    const id = await sendCard(fake.client, cardOf(button("b")));
    answer();
    expect((await press(id, "b")).outcome).toMatchObject({ kind: "failed", code });
    expect(answered()).toBe(1);
    expect(fake.feishu.state.messages.get(id)).toMatchObject({ updates: 0, openCallbacks: 0 });
  });

  test("no address, or nobody there", async () => {
    const id = await sendCard(fake.client, cardOf(button("b")));
    const app = fake.feishu.state.apps.get(APP.appId);
    Object.assign(app ?? {}, { route: { kind: "url", url: "http://127.0.0.1:1/" } });
    expect((await press(id, "b")).outcome).toMatchObject({ code: 200342 });
    Object.assign(app ?? {}, { route: undefined });
    expect((await press(id, "b")).outcome).toMatchObject({ code: 200340 });
  });
});

describe("attacks", () => {
  test.each(Object.keys(ATTACKS) as (keyof typeof ATTACKS)[])(
    "%s arrives as it was forged",
    async (attack) => {
      const id = await sendCard(fake.client, cardOf(button("b")));
      const { outcome } = await fake.feishu.press(id, { element: "b", by: ANNA }, ATTACKS[attack]);
      expect(answered()).toBe(1);
      expect(outcome).toMatchObject(
        attack === "another tenant" ? { kind: "answered" } : { code: 200671, status: 403 },
      );
    },
  );

  test("the same bytes again, and the same event signed anew", async () => {
    const id = await sendCard(fake.client, cardOf(button("b")));
    const first = await press(id, "b");
    await fake.feishu.redeliver(first, { as: "same-bytes" });
    await fake.feishu.redeliver(first, { as: "signed-anew", url: door.url });
    const [, one, two, three] = door.received;
    expect(two?.rawBody).toEqual(one?.rawBody);
    expect(two?.headers["x-lark-request-nonce"]).toBe(one?.headers["x-lark-request-nonce"]);
    expect(three?.headers["x-lark-request-nonce"]).not.toBe(one?.headers["x-lark-request-nonce"]);
    expect(door.action()).toMatchObject({ handle: "handle-of-b" });
  });

  test("the person's own tenant can be claimed to be another", async () => {
    const id = await sendCard(fake.client, cardOf(button("b")));
    await press(id, "b", { tenantKey: "tenant-2" });
    expect(door.action()).toMatchObject({ tenantKey: "tenant-2" });
  });
});
