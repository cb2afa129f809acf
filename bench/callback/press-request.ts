import { randomBytes } from "node:crypto";
import { seal } from "../../src/simulation/feishu/callback/seal.ts";

export const APP = {
  appId: "cli_0123456789abcdef",
  encryptKey: "encrypt-key-of-the-bench",
  verificationToken: "verification-token-of-the-bench",
};
export const APPROVER = "ou_oncall";

/** One press as the platform sends it: encrypted, signed, with a nonce and an event id of its own. */
export function pressRequest(handle: string, now: Date): Buffer {
  const event = {
    schema: "2.0",
    header: {
      event_id: randomBytes(16).toString("hex"),
      token: APP.verificationToken,
      create_time: `${now.getTime()}000`,
      event_type: "card.action.trigger",
      tenant_key: "tenant",
      app_id: APP.appId,
    },
    event: {
      operator: { tenant_key: "tenant", open_id: APPROVER },
      token: "c-1",
      action: { tag: "button", value: { handle } },
      host: "im_message",
      context: { open_message_id: "om_1", open_chat_id: "oc_1" },
    },
  };
  const { body, headers } = seal(JSON.stringify(event), {
    encryptKey: APP.encryptKey,
    iv: randomBytes(16),
    timestamp: String(Math.floor(now.getTime() / 1000)),
    nonce: randomBytes(16).toString("hex"),
    isSpaced: false,
  });
  const lines = [
    "POST /webhooks/feishu/card HTTP/1.1",
    "Host: 127.0.0.1",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
