import type { FeishuApp } from "../server/state.ts";
import { post } from "./post.ts";
import { freshSealing, type PressDeps } from "./press-element.ts";
import { seal } from "./seal.ts";

/** After a failure an event is told again so much later, and then no more. */
const AGAIN_AFTER_MS = [15_000, 5 * 60_000, 3_600_000, 6 * 3_600_000];

export interface Told {
  appId: string;
  eventId: string;
  plaintext: string;
  tries: number;
  isTaken: boolean;
}

/** Tells one application of an event until it answers with HTTP 200, unlike a press, which is told once. */
export async function tellEvent(
  app: FeishuApp,
  { type, event }: { type: string; event: Record<string, unknown> },
  deps: PressDeps,
): Promise<Told> {
  const eventId = deps.ids("");
  const header = {
    event_id: eventId,
    event_type: type,
    // Milliseconds, unlike in the callback of a card.
    create_time: String(deps.clock.now().getTime()),
    token: app.verificationToken,
    app_id: app.appId,
    tenant_key: app.tenantKey,
  };
  const plaintext = JSON.stringify({ schema: "2.0", header, event });
  let tries = 0;
  for (const waitMs of [0, ...AGAIN_AFTER_MS]) {
    if (waitMs > 0) await deps.clock.sleep(waitMs);
    tries += 1;
    if (await isTaken(app, plaintext, deps))
      return { appId: app.appId, eventId, plaintext, tries, isTaken: true };
  }
  return { appId: app.appId, eventId, plaintext, tries, isTaken: false };
}

/** Only the status counts; what else an answer to an event says is not read. */
async function isTaken(app: FeishuApp, plaintext: string, deps: PressDeps): Promise<boolean> {
  const { eventRoute: route } = app;
  if (route === undefined) return false;
  if (route.kind === "url") {
    const posted = await post(route.url, seal(plaintext, freshSealing(app, deps)), deps.bounds);
    return posted.kind === "answer" && posted.status === 200;
  }
  const verdict = await deps.connections.push({
    appId: app.appId,
    type: "event",
    payload: plaintext,
    parts: route.parts,
  });
  // An event needs no data in its answer.
  return verdict.kind === "acked" || verdict.code === NO_DATA;
}

const NO_DATA = 108002;
