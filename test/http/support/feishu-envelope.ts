import { createCipheriv, createHash, randomBytes } from "node:crypto";
import type { Express } from "express";
import request from "supertest";
import { signatureOf } from "../../../src/notify/feishu/callback/open-envelope.ts";

export const ENCRYPT_KEY = "encrypt-key-of-the-test";
export const VERIFICATION_TOKEN = "verification-token-of-the-test";
export const APP_ID = "cli_0123456789abcdef";
export const TENANT = "tenant-1";
export const SECRETS = {
  encryptKeys: [ENCRYPT_KEY],
  verificationTokens: [VERIFICATION_TOKEN],
  appId: APP_ID,
};

/** A body as the platform encrypts it. */
export function sealed(body: unknown, key = ENCRYPT_KEY): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", createHash("sha256").update(key).digest(), iv);
  const bytes = Buffer.concat([iv, cipher.update(JSON.stringify(body)), cipher.final()]);
  return JSON.stringify({ encrypt: bytes.toString("base64") });
}

export interface Press {
  handle?: string;
  eventId?: string;
  openId?: string;
  /** Of whoever presses; the header's where absent. */
  tenant?: string;
  /** Of the app, as the call has it. */
  appTenant?: string;
  appId?: string;
  token?: string;
  reason?: string;
  /** What was chosen beside the button, by its field. */
  chosen?: Record<string, string>;
  /** Put beside the handle by whoever wants to be believed. */
  more?: object;
}

export function pressBody(press: Press = {}): object {
  const { handle = "", openId = "ou_ada", appTenant = TENANT, reason, chosen } = press;
  return {
    schema: "2.0",
    header: {
      event_id: press.eventId ?? randomBytes(8).toString("hex"),
      token: press.token ?? VERIFICATION_TOKEN,
      create_time: "1603977298000000",
      event_type: "card.action.trigger",
      tenant_key: appTenant,
      app_id: press.appId ?? APP_ID,
    },
    event: {
      operator: { tenant_key: press.tenant ?? appTenant, open_id: openId },
      token: "c-1",
      action: {
        tag: "button",
        value: { handle, ...press.more },
        ...((reason ?? chosen) !== undefined && { form_value: { reason: reason ?? "", ...chosen } }),
      },
      host: "im_message",
      context: { open_message_id: "om_1", open_chat_id: "oc_1" },
    },
  };
}

export interface Signing {
  now: Date;
  nonce?: string;
  /** Signed in place of the body that is sent. */
  over?: string;
  signature?: string | null;
  path?: string;
}

export function deliver(app: Express, text: string, signing: Signing) {
  const timestamp = String(Math.floor(signing.now.getTime() / 1000));
  const nonce = signing.nonce ?? randomBytes(8).toString("hex");
  const signed = signatureOf(Buffer.from(signing.over ?? text), {
    timestamp,
    nonce,
    encryptKey: ENCRYPT_KEY,
  });
  const call = request(app)
    .post(signing.path ?? "/webhooks/feishu/card")
    .set("Content-Type", "application/json; charset=utf-8")
    .set("X-Lark-Request-Timestamp", timestamp)
    .set("X-Lark-Request-Nonce", nonce);
  const signature = signing.signature === undefined ? signed : signing.signature;
  return (signature === null ? call : call.set("X-Lark-Signature", signature)).send(text);
}
