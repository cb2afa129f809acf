import { expect, test } from "vitest";
import { cardActionOf } from "../../../../src/notify/feishu/callback/card-action.ts";

const press = {
  schema: "2.0",
  header: {
    event_id: "e-1",
    event_type: "card.action.trigger",
    tenant_key: "t-1",
    app_id: "cli_1",
    token: "v",
  },
  event: {
    operator: { open_id: "ou_ada", tenant_key: "t-1", union_id: "on_ada" },
    token: "c-update",
    action: {
      tag: "button",
      value: { handle: "h-1", incident: "i-2", verdict: "auto" },
      form_value: { reason: "too risky", many: ["a"], long: "x".repeat(2_000) },
    },
    context: { open_message_id: "om_1", open_chat_id: "oc_1" },
  },
};

test("a press carries who pressed, where, an opaque handle and what was written", () => {
  const action = cardActionOf(press);
  expect(action).toEqual({
    eventId: "e-1",
    tenantKey: "t-1",
    openId: "ou_ada",
    messageId: "om_1",
    chatId: "oc_1",
    handle: "h-1",
    form: { reason: "too risky", long: "x".repeat(1_000) },
  });
});

test("a button without a value has no handle", () => {
  const bare = { ...press, event: { ...press.event, action: { tag: "button" } } };
  expect(cardActionOf(bare)).toMatchObject({ handle: "", form: {} });
});

test.each([
  ["another event", { ...press, header: { ...press.header, event_type: "im.message.receive_v1" } }],
  ["nobody who pressed", { ...press, event: { ...press.event, operator: {} } }],
  [
    "an operator of another tenant",
    { ...press, event: { ...press.event, operator: { open_id: "ou_1", tenant_key: "t-2" } } },
  ],
  ["no event id", { ...press, header: { ...press.header, event_id: "" } }],
  ["text", "card.action.trigger"],
])("is none: %s", (_what, body) => {
  expect(cardActionOf(body)).toBeUndefined();
});
