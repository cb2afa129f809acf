import { z } from "zod";
import { isOneOfSecrets } from "../../../core/same-secret.ts";
import type { CallbackRefusal } from "../../../domain/callback-result.ts";
import { type CallbackSecrets, FRESH_MS } from "./open-envelope.ts";

export type OpenedFrame =
  | { kind: "event"; body: Record<string, unknown> }
  | { kind: "refused"; reason: CallbackRefusal };

const schema = z.looseObject({
  schema: z.literal("2.0"),
  header: z.looseObject({
    app_id: z.string(),
    event_type: z.string(),
    token: z.string().optional(),
    create_time: z.string().optional(),
  }),
});

/**
 * Checks what came on a connection that we opened with the app's secret: the connection vouches for the sender, so
 * there is neither signature nor nonce. A press is fresh, or it was answered with an error before; an event may come
 * again for hours.
 */
export function openFrame(
  payload: unknown,
  secrets: Pick<CallbackSecrets, "appId" | "verificationTokens">,
  now: Date,
): OpenedFrame {
  const parsed = schema.safeParse(payload);
  if (!parsed.success) return refused("not-understood");
  const { header } = parsed.data;
  if (secrets.appId === undefined || header.app_id !== secrets.appId) return refused("wrong-app");
  const { verificationTokens } = secrets;
  // Whether a frame carries the token is not documented; one that does carries the right one.
  if (
    header.token !== undefined &&
    verificationTokens.length > 0 &&
    !isOneOfSecrets(header.token, verificationTokens)
  )
    return refused("wrong-token");
  const createdMs = millisecondsOf(header.create_time ?? "");
  const isPress = header.event_type === "card.action.trigger";
  if (isPress && Math.abs(now.getTime() - createdMs) > FRESH_MS) return refused("stale");
  return { kind: "event", body: parsed.data };
}

/** Microseconds in callbacks, milliseconds in events, told apart by their number of digits; NaN where it is no time. */
function millisecondsOf(time: string): number {
  if (!/^(\d{10}|\d{13}|\d{16})$/.test(time)) return Number.NaN;
  return Number(time) / 10 ** (time.length - 13);
}

const refused = (reason: CallbackRefusal): OpenedFrame => ({ kind: "refused", reason });
