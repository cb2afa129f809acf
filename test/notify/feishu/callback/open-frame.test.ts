import { expect, test } from "vitest";
import { openFrame } from "../../../../src/notify/feishu/callback/open-frame.ts";

const NOW = new Date("2026-11-22T10:00:00Z");
const SECRETS = { appId: "cli_0123456789abcdef", verificationTokens: ["vt"] };
const MINUTE = 60_000;

function frame(header: object = {}): object {
  return {
    schema: "2.0",
    header: {
      event_id: "e",
      app_id: SECRETS.appId,
      event_type: "card.action.trigger",
      token: "vt",
      create_time: `${NOW.getTime()}000`,
      tenant_key: "t",
      ...header,
    },
    event: {},
  };
}

test("a press as the platform tells it is taken whole", () => {
  expect(openFrame(frame(), SECRETS, NOW)).toEqual({ kind: "event", body: frame() });
});

test.each([
  ["microseconds", `${NOW.getTime() - 4 * MINUTE}000`],
  ["milliseconds", `${NOW.getTime() + 4 * MINUTE}`],
  ["seconds", `${NOW.getTime() / 1000}`],
  ["no number, which the connection makes up for", "today"],
  ["absent", undefined],
])("a press whose time is in %s is fresh", (_case, create_time) => {
  expect(openFrame(frame({ create_time }), SECRETS, NOW)).toMatchObject({ kind: "event" });
});

test.each([
  ["long ago", { create_time: `${NOW.getTime() - 6 * MINUTE}000` }, "stale"],
  ["in the future", { create_time: `${NOW.getTime() + 6 * MINUTE}` }, "stale"],
  ["of another app", { app_id: "cli_fedcba9876543210" }, "wrong-app"],
  ["with another token", { token: "other" }, "wrong-token"],
] as const)("a press %s is refused", (_case, header, reason) => {
  expect(openFrame(frame(header), SECRETS, NOW)).toEqual({ kind: "refused", reason });
});

test("an event that is sent again after hours is taken, for the platform sends it until it is answered", () => {
  const late = frame({ event_type: "im.message.receive_v1", create_time: `${NOW.getTime() - 300 * MINUTE}` });
  expect(openFrame(late, SECRETS, NOW)).toMatchObject({ kind: "event" });
});

test("a frame without a token is vouched for by the connection, and where no token is known any will do", () => {
  expect(openFrame(frame({ token: undefined }), SECRETS, NOW)).toMatchObject({ kind: "event" });
  const withoutToken = { ...SECRETS, verificationTokens: [] };
  expect(openFrame(frame({ token: "any" }), withoutToken, NOW)).toMatchObject({ kind: "event" });
});

test("without an app nothing is taken", () => {
  expect(openFrame(frame(), { ...SECRETS, appId: undefined }, NOW)).toEqual({
    kind: "refused",
    reason: "wrong-app",
  });
});

test.each([null, "text", 1, [], {}, { schema: "1.0" }, { uuid: "u", type: "event_callback", event: {} }])(
  "what is no callback is not understood: %j",
  (payload) => {
    expect(openFrame(payload, SECRETS, NOW)).toEqual({ kind: "refused", reason: "not-understood" });
  },
);
