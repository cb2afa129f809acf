import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { openEnvelope } from "../../../../src/notify/feishu/callback/open-envelope.ts";
import { ATTACKS, type Attack, sealAs } from "../../../../src/simulation/feishu/callback/forgery.ts";
import { seal } from "../../../../src/simulation/feishu/callback/seal.ts";

const KEY = "kube-autofix-encrypt-key";
const SEALING = {
  encryptKey: KEY,
  iv: Buffer.from("000102030405060708090a0b0c0d0e0f", "hex"),
  timestamp: "1700000000",
  nonce: "n-0001",
  isSpaced: false,
};
const NOW = new Date(1_700_000_000_000);
const SECRETS = { encryptKeys: [KEY], verificationTokens: ["vt-0001"], appId: "cli_0123456789abcdef" };
const CALLBACK = {
  schema: "2.0",
  header: { event_id: "e", token: "vt-0001", app_id: "cli_0123456789abcdef", tenant_key: "t" },
  event: { operator: { open_id: "ou_1", tenant_key: "t" } },
};

/** The vector of the protocol's description: key, vector and text give these bytes and this signature. */
test("seals and signs as the platform does", () => {
  const sealed = seal('{"challenge":"c-0001","token":"vt-0001","type":"url_verification"}', SEALING);
  expect(sealed.body).toBe(
    '{"encrypt":"AAECAwQFBgcICQoLDA0ODz5eMmBwdlk1kno4CanaLyoFbc3+/7mDSDsf1JhBKXEqnUwQe7U+E2vr5MGHDAcjcOoRrQx8sn8UWgbY03JPa7Fywd6oa4Zl+8Uev3mJh+aZ"}',
  );
  expect(sealed.headers).toMatchObject({
    "x-lark-request-timestamp": "1700000000",
    "x-lark-request-nonce": "n-0001",
    "x-lark-signature": "5287ca76a7262e272f5e3d4a23bd648ea2c2d2aaa07e4ae808efd48b30fce76a",
  });
  expect(createHash("sha256").update(KEY).digest("hex")).toMatch(/^18d8119e38bb7b50/);
});

test("sends plain and unsigned where the application has no key", () => {
  expect(seal("{}", { ...SEALING, encryptKey: undefined })).toEqual({
    body: "{}",
    headers: { "content-type": "application/json; charset=utf-8" },
  });
});

const opened = (delivery: { body: string; headers: Readonly<Record<string, string>> }) =>
  openEnvelope(
    {
      rawBody: Buffer.from(delivery.body),
      timestamp: delivery.headers["x-lark-request-timestamp"],
      nonce: delivery.headers["x-lark-request-nonce"],
      signature: delivery.headers["x-lark-signature"],
    },
    SECRETS,
    NOW,
  );

test("what is sealed without a forgery is believed, spaced or not", () => {
  expect(opened(sealAs(CALLBACK, SEALING, {}).delivery)).toMatchObject({ kind: "event", body: CALLBACK });
  const { delivery } = sealAs(CALLBACK, SEALING, { sealing: (sealing) => ({ ...sealing, isSpaced: true }) });
  expect(delivery.body).toContain('{\n  "encrypt"');
  expect(opened(delivery)).toMatchObject({ kind: "event", body: CALLBACK });
});

test.each<[Attack, string]>([
  ["unsigned", "not-signed"],
  ["wrong signature", "wrong-signature"],
  ["signed too long ago", "stale"],
  ["signed in the future", "stale"],
  ["fresh timestamp on an old signature", "wrong-signature"],
  ["signature over other bytes", "wrong-signature"],
  ["another key", "not-decryptable"],
  ["plain body, signed", "not-encrypted"],
  ["wrong token", "wrong-token"],
  ["another app", "wrong-app"],
])("the attack %s is refused as %s", (attack, reason) => {
  expect(opened(sealAs(CALLBACK, SEALING, ATTACKS[attack]).delivery)).toEqual({ kind: "refused", reason });
});

test("the attack of another tenant is validly signed: who may decide is the caller's to know", () => {
  expect(opened(sealAs(CALLBACK, SEALING, ATTACKS["another tenant"]).delivery)).toMatchObject({
    body: {
      header: { tenant_key: "tenant-of-others" },
      event: { operator: { tenant_key: "tenant-of-others" } },
    },
  });
});
