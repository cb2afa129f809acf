import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/logger.ts";
import type { CallbackResult } from "../../domain/callback-result.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { CallbackSecrets } from "../../notify/feishu/callback/open-envelope.ts";
import { openFrame } from "../../notify/feishu/callback/open-frame.ts";
import type { Presses } from "./presses.ts";

/**
 * What the long connection hands its frames to: the road of the door's callbacks behind their proof. Throws where a
 * frame is not taken; why stands in the log and the metric alone.
 */
export function createFrameTaker(deps: {
  secrets: () => Pick<CallbackSecrets, "appId" | "verificationTokens">;
  presses: Pick<Presses, "take">;
  clock: Clock;
  metrics: Pick<Metrics, "feishuCallbacks">;
  logger: Logger;
}): (payload: unknown) => Promise<object> {
  const refuse = (result: CallbackResult): Error => {
    deps.metrics.feishuCallbacks.inc({ result });
    deps.logger.warn({ result }, "a frame of Feishu's long connection was refused");
    return new Error("this callback was not taken");
  };
  return async (payload) => {
    const opened = openFrame(payload, deps.secrets(), deps.clock.now());
    if (opened.kind === "refused") throw refuse(opened.reason);
    const taken = await deps.presses.take(opened.body, undefined);
    if ("refused" in taken) throw refuse(taken.refused);
    return taken.answer;
  };
}
