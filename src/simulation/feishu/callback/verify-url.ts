import { randomBytes } from "node:crypto";
import { isObject } from "../card/checks.ts";
import type { LongConnections } from "../long-connection/long-connections.ts";
import type { FeishuIds } from "../server/ids.ts";
import type { FeishuApp } from "../server/state.ts";
import type { CallbackRoute } from "./delivery.ts";
import { type Bounds, post } from "./post.ts";
import { encrypt } from "./seal.ts";

/** Why the console would not save this way of telling; undefined when it would. */
export async function routeProblem(
  route: CallbackRoute,
  app: FeishuApp,
  deps: { ids: FeishuIds; bounds: { challengeMs: number }; connections: Pick<LongConnections, "count"> },
): Promise<string | undefined> {
  if (route.kind === "long-connection") {
    return deps.connections.count(app.appId) === 0 ? "no connection is open" : undefined;
  }
  const { challengeMs } = deps.bounds;
  const bounds = { connectMs: challengeMs, answerMs: challengeMs };
  return urlProblem(route.url, app, { challenge: deps.ids(""), iv: randomBytes(16), bounds });
}

/** Why the console would not save this address: its challenge must be echoed in time, as plain JSON; undefined when it would. */
async function urlProblem(
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
