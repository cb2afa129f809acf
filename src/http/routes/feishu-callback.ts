import type { Request, RequestHandler } from "express";
import type { CallbackResult } from "../../domain/callback-result.ts";
import { openEnvelope } from "../../notify/feishu/callback/open-envelope.ts";
import type { HttpDeps } from "../http-deps.ts";
import { readBody } from "../middleware/read-body.ts";
import { Refusal } from "../refusal.ts";
import type { Turns } from "../turns.ts";

/** A press with its reason is a few kilobytes. */
const LIMIT_BYTES = 64 * 1024;

/**
 * The chat's door for presses and events. What is believed is proven on the bytes as they came; why something is not
 * believed stands in the log and the metric, and every such answer is the same.
 */
export function feishuCallback(
  deps: Pick<HttpDeps, "feishu" | "metrics" | "clock" | "logger"> & { turns: Turns },
): RequestHandler {
  const refuse = (result: CallbackResult): Refusal => {
    deps.metrics.feishuCallbacks.inc({ result });
    deps.logger.warn({ result }, "a callback that claims to come from Feishu was refused");
    return new Refusal(403, "refused", "This callback was not taken.");
  };
  return async (request, response) => {
    const { presses } = deps.feishu;
    const secrets = deps.feishu.secrets();
    // Without a key nothing can be proven: not a byte is read.
    if (presses === null) throw refuse("door-closed");
    if (secrets.encryptKeys.every((key) => key === "")) throw refuse("no-encrypt-key");
    const rawBody = await readBody(request, response, { type: "application/json", limitBytes: LIMIT_BYTES });
    const opened = openEnvelope(
      {
        rawBody,
        timestamp: header(request, "x-lark-request-timestamp"),
        nonce: header(request, "x-lark-request-nonce"),
        signature: header(request, "x-lark-signature"),
      },
      secrets,
      deps.clock.now(),
    );
    if (opened.kind === "refused") throw refuse(opened.reason);
    if (opened.kind === "challenge") {
      deps.metrics.feishuCallbacks.inc({ result: "challenge" });
      response.json({ challenge: opened.challenge });
      return;
    }
    // Somebody waits for it: it goes before the webhooks, now that it is proven whose it is.
    const taken = await deps.turns.first(() => presses.take(opened.body, opened.nonce));
    if ("refused" in taken) throw refuse(taken.refused);
    response.json(taken.answer);
  };
}

function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
