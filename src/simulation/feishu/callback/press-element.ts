import { randomBytes } from "node:crypto";
import type { Clock } from "../../../core/clock.ts";
import type { LongConnections } from "../long-connection/long-connections.ts";
import type { FeishuIds } from "../server/ids.ts";
import type { FeishuApp, FeishuMessage, FeishuPerson, FeishuState } from "../server/state.ts";
import type { Answered, Delivery } from "./delivery.ts";
import { type CallbackBody, type Forgery, sealAs } from "./forgery.ts";
import { type JudgedAnswer, judgeAnswer, judgePosted } from "./judge-answer.ts";
import { pressProblem } from "./may-press.ts";
import { type Bounds, post } from "./post.ts";
import { type Press, readPress } from "./read-press.ts";
import type { Sealing } from "./seal.ts";

const PRESSES_KEPT = 20_000;

export interface PressDeps {
  state: FeishuState;
  ids: FeishuIds;
  clock: Clock;
  bounds: Bounds;
  connections: LongConnections;
}

/** A person presses a part of a card: the platform tells the application once, and shows what it answers. */
export async function pressElement(
  messageId: string,
  press: Press,
  { deps, forgery = {} }: { deps: PressDeps; forgery?: Forgery },
): Promise<Answered> {
  const { state, clock } = deps;
  const at = clock.now();
  const message = state.messages.get(messageId);
  const app = state.apps.get(message?.appId ?? "");
  if (message?.card === undefined || app === undefined) throw new Error(`there is no card ${messageId}`);
  const person = state.people.get(press.by);
  const record = (rest: Pick<Answered, "outcome"> & Partial<Answered>): Answered => {
    const tookMs = clock.now().getTime() - at.getTime();
    const answered: Answered = {
      at,
      appId: app.appId,
      messageId,
      openId: press.by,
      element: press.element,
      plaintext: undefined,
      delivery: undefined,
      tookMs,
      ...rest,
    };
    state.presses.push(answered);
    if (state.presses.length > PRESSES_KEPT) state.presses.shift();
    return answered;
  };
  const problem = pressProblem(state, { message, person, now: at });
  if (problem !== undefined || person === undefined) {
    return record({ outcome: { kind: "not-sent", reason: problem ?? "nobody presses" } });
  }
  const read = readPress(message.card, press);
  if (read.kind !== "callback") return record({ outcome: read });
  const token = deps.ids("c-");
  const held = { messageId, appId: app.appId, at, uses: 0, isOpen: true };
  state.updateTokens.set(token, held);
  const tenantKey = press.tenantKey ?? person.tenantKey;
  const callback = callbackOf({
    app,
    message,
    person,
    action: read.action,
    token,
    tenantKey,
    now: at,
    ids: deps.ids,
  });
  const sealed = sealAs(callback, freshSealing(app, deps), forgery);
  message.openCallbacks += 1;
  const { outcome, card } = await deliver(app, sealed, deps).finally(() => {
    message.openCallbacks -= 1;
    held.isOpen = false;
  });
  if (card !== undefined) {
    const content = JSON.stringify(card);
    Object.assign(message, { card, content, updatedAt: clock.now(), updates: message.updates + 1 });
  }
  return record({ ...sealed, outcome });
}

export function freshSealing(app: FeishuApp, { ids, clock }: Pick<PressDeps, "ids" | "clock">): Sealing {
  return {
    encryptKey: app.encryptKey,
    iv: randomBytes(16),
    timestamp: String(Math.floor(clock.now().getTime() / 1000)),
    nonce: ids(""),
    isSpaced: false,
  };
}

/** By the application's own way: its address, or one of its long connections. */
export async function deliver(
  app: FeishuApp,
  { plaintext, delivery }: { plaintext: string; delivery: Delivery },
  { state, bounds, connections }: PressDeps,
): Promise<JudgedAnswer> {
  const { route } = app;
  if (route === undefined) {
    return { outcome: { kind: "failed", code: 200340, reason: "no callback address is configured" } };
  }
  if (route.kind === "url") return judgePosted(await post(route.url, delivery, bounds), state);
  const { frame: type, parts } = route;
  const verdict = await connections.push({ appId: app.appId, type, payload: plaintext, parts });
  return verdict.kind === "failed" ? { outcome: verdict } : judgeAnswer(verdict.answer, state);
}

function callbackOf(of: {
  app: FeishuApp;
  message: FeishuMessage;
  person: FeishuPerson;
  action: Record<string, unknown>;
  token: string;
  tenantKey: string;
  now: Date;
  ids: FeishuIds;
}): CallbackBody {
  return {
    schema: "2.0",
    header: {
      event_id: of.ids(""),
      token: of.app.verificationToken,
      // Microseconds, unlike in the events of messages.
      create_time: `${of.now.getTime()}000`,
      event_type: "card.action.trigger",
      tenant_key: of.tenantKey,
      app_id: of.app.appId,
    },
    event: {
      operator: { tenant_key: of.tenantKey, open_id: of.person.openId, union_id: of.person.unionId },
      token: of.token,
      action: of.action,
      host: "im_message",
      context: { open_message_id: of.message.messageId, open_chat_id: of.message.chatId },
    },
  };
}
