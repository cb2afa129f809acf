import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { OperationError } from "../../../core/errors.ts";
import { boundedText } from "../bounded-text.ts";
import { unreachable } from "../unreachable.ts";
import { type Check, check } from "./check.ts";

const answerSchema = z.object({ challenge: z.string() });
/** The platform waits no longer for the answer to a challenge. */
const ANSWER_MS = 1_000;

/** Asks the service's own door, by its public address, what the platform asks when the address is saved. */
export function checkCallbackDoor(on: {
  publicUrl: string;
  /** Both are secrets. */
  encryptKey: string;
  verificationToken: string;
  fetch?: typeof fetch;
}): Promise<Check> {
  const url = `${on.publicUrl}/webhooks/feishu/card`;
  return check("callback door", async () => {
    const challenge = randomBytes(16).toString("hex");
    const plain = JSON.stringify({ type: "url_verification", challenge, token: on.verificationToken });
    const { status, text } = await ask(on.fetch ?? fetch, url, encrypted(plain, on.encryptKey));
    const answer = answerSchema.safeParse(jsonOf(text));
    if (status === 200 && answer.data?.challenge === challenge) return `${url} answers challenges`;
    throw new OperationError(
      `${url} answered HTTP ${status} and not the challenge: check that PUBLIC_URL leads to this service, and that key and token are the ones that it runs with`,
      { reason: "invalid", retryable: false },
    );
  });
}

async function ask(send: typeof fetch, url: string, body: string): Promise<{ status: number; text: string }> {
  try {
    const response = await send(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return { status: response.status, text: await boundedText(response) };
  } catch (error) {
    throw unreachable(error, `asking ${url}, which the platform must reach within a second,`);
  }
}

/** As the platform does it: AES-256-CBC under SHA-256 of the key, the initialisation vector in front. */
function encrypted(plain: string, encryptKey: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", createHash("sha256").update(encryptKey).digest(), iv);
  const bytes = Buffer.concat([iv, cipher.update(plain, "utf8"), cipher.final()]);
  return JSON.stringify({ encrypt: bytes.toString("base64") });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
