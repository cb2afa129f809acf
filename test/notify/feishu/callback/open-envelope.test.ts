import { createCipheriv, createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
  type CallbackRequest,
  openEnvelope,
  signatureOf,
} from "../../../../src/notify/feishu/callback/open-envelope.ts";

const encryptKey = "kube-autofix-encrypt-key";
const secrets = {
  encryptKeys: [encryptKey],
  verificationTokens: ["vt-0001"],
  appId: "cli_0123456789abcdef",
};
const now = new Date(1_700_000_000_000);
const timestamp = "1700000000";
const nonce = "n-0001";

const VECTOR =
  '{"encrypt":"AAECAwQFBgcICQoLDA0ODz5eMmBwdlk1kno4CanaLyoFbc3+/7mDSDsf1JhBKXEqnUwQe7U+E2vr5MGHDAcjcOoRrQx8sn8UWgbY03JPa7Fywd6oa4Zl+8Uev3mJh+aZ"}';
const VECTOR_SIGNATURE = "5287ca76a7262e272f5e3d4a23bd648ea2c2d2aaa07e4ae808efd48b30fce76a";

function encrypted(body: unknown, key = encryptKey): string {
  const iv = Buffer.alloc(16, 7);
  const cipher = createCipheriv("aes-256-cbc", createHash("sha256").update(key).digest(), iv);
  const bytes = Buffer.concat([iv, cipher.update(JSON.stringify(body)), cipher.final()]);
  return JSON.stringify({ encrypt: bytes.toString("base64") });
}

const event = {
  schema: "2.0",
  header: { event_id: "e-1", token: "vt-0001", app_id: secrets.appId, event_type: "card.action.trigger" },
  event: {},
};

function signed(text: string, more: Partial<CallbackRequest> = {}): CallbackRequest {
  const rawBody = Buffer.from(text);
  return {
    rawBody,
    timestamp,
    nonce,
    signature: signatureOf(rawBody, { timestamp, nonce, encryptKey }),
    ...more,
  };
}

test("the platform's vector is signed and opened as documented", () => {
  const rawBody = Buffer.from(VECTOR);
  expect(signatureOf(rawBody, { timestamp, nonce, encryptKey })).toBe(VECTOR_SIGNATURE);
  expect(openEnvelope(signed(VECTOR), secrets, now)).toEqual({ kind: "challenge", challenge: "c-0001" });
});

test("a challenge is answered without a signature, and never to one who does not know the token", () => {
  const bare = { rawBody: Buffer.from(VECTOR), timestamp: undefined, nonce: undefined, signature: undefined };
  expect(openEnvelope(bare, secrets, now).kind).toBe("challenge");
  const other = { ...secrets, verificationTokens: ["vt-0002"] };
  expect(openEnvelope(bare, other, now)).toEqual({ kind: "refused", reason: "wrong-token" });
  for (const verificationTokens of [[""], []]) {
    const empty = signed(encrypted({ type: "url_verification", challenge: "c", token: "" }));
    expect(openEnvelope(empty, { ...secrets, verificationTokens }, now).kind).toBe("refused");
  }
});

test("a signed event is opened, whatever the white space of its envelope", () => {
  const text = encrypted(event).replace('{"encrypt":', '{ "encrypt" :  ');
  expect(openEnvelope(signed(text), secrets, now)).toMatchObject({ kind: "event", nonce, body: event });
});

const good = encrypted(event);
test.each([
  ["no key is set", "no-encrypt-key", signed(good), { ...secrets, encryptKeys: [] }],
  ["the body is plain", "not-encrypted", signed(JSON.stringify(event)), secrets],
  ["the body is no JSON", "not-encrypted", signed("encrypt=1"), secrets],
  ["the envelope has more in it", "not-encrypted", signed(good.replace("}", ',"type":"x"}')), secrets],
  ["it was encrypted with another key", "not-decryptable", signed(encrypted(event, "other")), secrets],
  ["what is encrypted is too short", "not-decryptable", signed('{"encrypt":"AAEC"}'), secrets],
  ["it has no signature", "not-signed", signed(good, { signature: undefined }), secrets],
  ["it has no nonce", "not-signed", signed(good, { nonce: "" }), secrets],
  ["its time is no number", "stale", signed(good, { timestamp: "NaN" }), secrets],
  ["it is six minutes old", "stale", signed(good, { timestamp: "1699999640" }), secrets],
  ["it comes from the future", "stale", signed(good, { timestamp: "1700000360" }), secrets],
  [
    "the signature is of other bytes",
    "wrong-signature",
    signed(good, { rawBody: Buffer.from(`${good} `) }),
    secrets,
  ],
  ["the signature is of another nonce", "wrong-signature", signed(good, { nonce: "n-0002" }), secrets],
  ["the signature is cut", "wrong-signature", signed(good, { signature: "00" }), secrets],
  ["the token is another", "wrong-token", signed(good), { ...secrets, verificationTokens: ["vt-2"] }],
  ["no token is configured", "wrong-token", signed(good), { ...secrets, verificationTokens: [] }],
  ["the application is another", "wrong-app", signed(good), { ...secrets, appId: "cli_ffffffffffffffff" }],
  ["no application is configured", "wrong-app", signed(good), { ...secrets, appId: undefined }],
  ["it is of the old form", "not-understood", signed(encrypted({ open_id: "ou_1", action: {} })), secrets],
])("refuses where %s: %s", (_why, reason, request, known) => {
  expect(openEnvelope(request, known, now)).toEqual({ kind: "refused", reason });
});

test("while keys and tokens are changed over, either of two is believed and no third", () => {
  const twoOf = (keys: string[], tokens: string[]) => ({
    ...secrets,
    encryptKeys: keys,
    verificationTokens: tokens,
  });
  for (const keys of [
    [encryptKey, "new-key"],
    ["new-key", encryptKey],
  ])
    expect(openEnvelope(signed(encrypted(event)), twoOf(keys, ["new-token", "vt-0001"]), now).kind).toBe(
      "event",
    );
  expect(openEnvelope(signed(encrypted(event)), twoOf(["new-key"], ["vt-0001"]), now).kind).toBe("refused");
  expect(openEnvelope(signed(encrypted(event)), twoOf([encryptKey], ["new-token"]), now)).toEqual({
    kind: "refused",
    reason: "wrong-token",
  });
});
