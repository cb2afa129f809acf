import { createDecipheriv, createHash } from "node:crypto";
import { z } from "zod";
import { isOneOfSecrets, isSameSecret } from "../../../core/same-secret.ts";
import type { CallbackRefusal } from "../../../domain/callback-result.ts";

export interface CallbackSecrets {
  /** None: nothing can be proven, so nothing is believed. Two while the platform changes over, and so for the tokens. */
  encryptKeys: readonly string[];
  verificationTokens: readonly string[];
  appId: string | undefined;
}

export interface CallbackRequest {
  /** The bytes as they came; a signature covers these and nothing that was parsed and written again. */
  rawBody: Uint8Array;
  timestamp: string | undefined;
  nonce: string | undefined;
  signature: string | undefined;
}

export type OpenedEnvelope =
  | { kind: "challenge"; challenge: string }
  | { kind: "event"; body: Record<string, unknown>; nonce: string }
  | { kind: "refused"; reason: CallbackRefusal };

/** A request that was signed longer ago, or will be, is not taken: the nonces of so long are remembered. */
export const FRESH_MS = 5 * 60_000;

const envelopeSchema = z.strictObject({ encrypt: z.string() });
const challengeSchema = z.looseObject({
  type: z.literal("url_verification"),
  challenge: z.string().max(1_000),
  token: z.string(),
});
const eventSchema = z.looseObject({
  schema: z.literal("2.0"),
  header: z.looseObject({ token: z.string(), app_id: z.string() }),
});

/**
 * Decrypts and checks what came in, in this order: envelope, challenge (which is not signed, and proves itself by its
 * token), freshness, signature over the raw body, verification token, application. Source: Feishu open platform,
 * "Receive and handle callbacks".
 */
export function openEnvelope(request: CallbackRequest, secrets: CallbackSecrets, now: Date): OpenedEnvelope {
  const opened = secrets.encryptKeys
    .filter((key) => key !== "")
    .map((key) => openWith(key, request, secrets, now));
  return opened.find(({ kind }) => kind !== "refused") ?? opened[0] ?? refused("no-encrypt-key");
}

function openWith(
  encryptKey: string,
  request: CallbackRequest,
  { verificationTokens, appId }: CallbackSecrets,
  now: Date,
): OpenedEnvelope {
  const envelope = envelopeSchema.safeParse(jsonOf(Buffer.from(request.rawBody).toString("utf8")));
  if (!envelope.success) return refused("not-encrypted");
  const plain = decrypt(envelope.data.encrypt, encryptKey);
  if (plain === undefined) return refused("not-decryptable");
  const body = jsonOf(plain);
  const challenge = challengeSchema.safeParse(body);
  if (challenge.success)
    return isOneOfSecrets(challenge.data.token, verificationTokens)
      ? { kind: "challenge", challenge: challenge.data.challenge }
      : refused("wrong-token");
  const { timestamp = "", nonce = "", signature = "" } = request;
  if (timestamp === "" || nonce === "" || signature === "") return refused("not-signed");
  const signedMs = millisecondsOf(timestamp);
  if (!(Math.abs(now.getTime() - signedMs) <= FRESH_MS)) return refused("stale");
  if (!isSameSecret(signature, signatureOf(request.rawBody, { timestamp, nonce, encryptKey })))
    return refused("wrong-signature");
  const event = eventSchema.safeParse(body);
  if (!event.success) return refused("not-understood");
  if (!isOneOfSecrets(event.data.header.token, verificationTokens)) return refused("wrong-token");
  if (appId === undefined || event.data.header.app_id !== appId) return refused("wrong-app");
  return { kind: "event", body: event.data, nonce };
}

/** Lower-case hexadecimal SHA-256 over timestamp, nonce, key and the bytes of the body. */
export function signatureOf(
  rawBody: Uint8Array,
  by: { timestamp: string; nonce: string; encryptKey: string },
): string {
  return createHash("sha256")
    .update(by.timestamp + by.nonce + by.encryptKey)
    .update(rawBody)
    .digest("hex");
}

const IV_BYTES = 16;

/** AES-256-CBC with PKCS #7 padding under SHA-256 of the key; the first block is the initialisation vector. */
function decrypt(text: string, encryptKey: string): string | undefined {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length < 2 * IV_BYTES) return undefined;
  try {
    const key = createHash("sha256").update(encryptKey).digest();
    const decipher = createDecipheriv("aes-256-cbc", key, bytes.subarray(0, IV_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    // Wrong key or padding; which of them is nobody's business.
    return undefined;
  }
}

/** The unit is not documented: seconds were seen, milliseconds have 13 digits. */
function millisecondsOf(timestamp: string): number {
  if (!/^\d{10,13}$/.test(timestamp)) return Number.NaN;
  return timestamp.length === 13 ? Number(timestamp) : Number(timestamp) * 1000;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refused = (reason: CallbackRefusal): OpenedEnvelope => ({ kind: "refused", reason });
