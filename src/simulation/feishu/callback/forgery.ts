import type { Delivery } from "./delivery.ts";
import { encrypt, type Sealing, seal, sign } from "./seal.ts";

/** How a press is told otherwise than the platform would. */
export interface Forgery {
  /** Changes the callback before it is sealed. */
  callback?: (callback: CallbackBody) => CallbackBody;
  /** Changes how it is sealed: key, time, nonce, spaces. */
  sealing?: (sealing: Sealing) => Sealing;
  /** Changes the bytes and headers after they were signed. */
  delivery?: (delivery: Delivery, sealing: Sealing) => Delivery;
}

export interface CallbackBody {
  schema: string;
  header: Record<string, unknown>;
  event: Record<string, unknown>;
}

const MINUTE_SECONDS = 60;
const later = (timestamp: string, seconds: number): string => String(Number(timestamp) + seconds);
const withHeaders = (delivery: Delivery, change: Record<string, string>): Delivery => ({
  ...delivery,
  headers: { ...delivery.headers, ...change },
});

/** What attackers try, each to be refused by whoever is called. */
export const ATTACKS = {
  unsigned: { delivery: ({ body }) => ({ body, headers: { "content-type": "application/json" } }) },
  "wrong signature": {
    delivery: (delivery) => withHeaders(delivery, { "x-lark-signature": "0".repeat(64) }),
  },
  "signed too long ago": { sealing: (s) => ({ ...s, timestamp: later(s.timestamp, -6 * MINUTE_SECONDS) }) },
  "signed in the future": { sealing: (s) => ({ ...s, timestamp: later(s.timestamp, 6 * MINUTE_SECONDS) }) },
  "fresh timestamp on an old signature": {
    sealing: (s) => ({ ...s, timestamp: later(s.timestamp, -6 * MINUTE_SECONDS) }),
    delivery: (delivery, { timestamp }) =>
      withHeaders(delivery, { "x-lark-request-timestamp": later(timestamp, 6 * MINUTE_SECONDS) }),
  },
  "signature over other bytes": {
    delivery: (delivery, { encryptKey = "", iv }) => ({
      ...delivery,
      body: JSON.stringify({ encrypt: encrypt('{"schema":"2.0"}', encryptKey, iv) }),
    }),
  },
  "another key": { sealing: (s) => ({ ...s, encryptKey: "a key that was guessed" }) },
  "plain body, signed": {
    delivery: (delivery, { timestamp, nonce, encryptKey = "" }) => {
      const body = JSON.stringify({ schema: "2.0", header: {}, event: {} });
      return withHeaders(
        { ...delivery, body },
        { "x-lark-signature": sign(body, { timestamp, nonce, encryptKey }) },
      );
    },
  },
  "wrong token": { callback: (body) => ({ ...body, header: { ...body.header, token: "guessed" } }) },
  "another app": {
    callback: (body) => ({ ...body, header: { ...body.header, app_id: "cli_ffffffffffffffff" } }),
  },
  "another tenant": {
    callback: (body) => ({
      ...body,
      header: { ...body.header, tenant_key: "tenant-of-others" },
      event: { ...body.event, operator: { ...Object(body.event.operator), tenant_key: "tenant-of-others" } },
    }),
  },
} as const satisfies Record<string, Forgery>;

export type Attack = keyof typeof ATTACKS;

/** Seals a callback as the platform would, or as the forgery has it. */
export function sealAs(
  callback: CallbackBody,
  sealing: Sealing,
  forgery: Forgery,
): { plaintext: string; delivery: Delivery } {
  const plaintext = JSON.stringify(forgery.callback?.(callback) ?? callback);
  const used = forgery.sealing?.(sealing) ?? sealing;
  const delivery = seal(plaintext, used);
  return { plaintext, delivery: forgery.delivery?.(delivery, used) ?? delivery };
}
