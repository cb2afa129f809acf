import type { Answered } from "./delivery.ts";
import { type JudgedAnswer, judgePosted } from "./judge-answer.ts";
import { post } from "./post.ts";
import { deliver, freshSealing, type PressDeps } from "./press-element.ts";
import { seal } from "./seal.ts";

export interface Redelivery {
  /** The very bytes with their nonce, or the same event under a signature of now. */
  as: "same-bytes" | "signed-anew";
  /** To another address than the configured one, such as a second replica's. */
  url?: string;
}

/** Changes no message: nobody pressed. */
export async function redeliver(answered: Answered, how: Redelivery, deps: PressDeps): Promise<JudgedAnswer> {
  const app = deps.state.apps.get(answered.appId);
  const { plaintext, delivery: sent } = answered;
  if (app === undefined || plaintext === undefined || sent === undefined)
    throw new Error("nothing was sent for this press");
  const delivery = how.as === "same-bytes" ? sent : seal(plaintext, freshSealing(app, deps));
  if (how.url === undefined) return deliver(app, { plaintext, delivery }, deps);
  return judgePosted(await post(how.url, delivery, deps.bounds), deps.state);
}
