import { isObject } from "../card/checks.ts";
import type { FeishuApp } from "../server/state.ts";
import { type Bounds, post } from "./post.ts";
import { encrypt } from "./seal.ts";

/** Why the console would not save this address: its challenge must be echoed in time, as plain JSON; undefined when it would. */
export async function urlProblem(
  url: string,
  app: FeishuApp,
  { challenge, iv, bounds }: { challenge: string; iv: Buffer; bounds: Bounds },
): Promise<string | undefined> {
  const plaintext = JSON.stringify({ challenge, token: app.verificationToken, type: "url_verification" });
  const body =
    app.encryptKey === undefined
      ? plaintext
      : JSON.stringify({ encrypt: encrypt(plaintext, app.encryptKey, iv) });
  const posted = await post(
    url,
    { body, headers: { "content-type": "application/json; charset=utf-8" } },
    bounds,
  );
  if (posted.kind !== "answer") return "the address did not answer in time";
  if (posted.status !== 200) return `the address answered with HTTP ${posted.status}`;
  try {
    const answer: unknown = JSON.parse(posted.body);
    return isObject(answer) && answer.challenge === challenge ? undefined : "the challenge was not echoed";
  } catch {
    return "the answer is not JSON";
  }
}
