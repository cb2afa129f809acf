import type { Kysely } from "kysely";
import type { Clock } from "../../core/clock.ts";
import { messageOf } from "../../core/errors.ts";
import { given } from "../../core/given.ts";
import type { Logger } from "../../core/logger.ts";
import type { Tables } from "../../database/tables.ts";
import type { CallbackResult } from "../../domain/callback-result.ts";
import { CAUSE_NAMES } from "../../domain/cause.ts";
import { isLasting, type Lengths, USUAL_LENGTHS } from "../../domain/lengths.ts";
import { currentNotification } from "../../incidents/current-notification.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { CardNotifier } from "../../notify/card-notifier.ts";
import { handlesFor, pressedHandle, shownDigest } from "../../notify/cards/card-rows.ts";
import { chosenMinutes } from "../../notify/cards/choices.ts";
import { appCardOf } from "../../notify/feishu/app/app-card.ts";
import type { Tenant } from "../../notify/feishu/app/tenant.ts";
import {
  type CardAction,
  cardActionOf,
  isOfAnotherTenant,
} from "../../notify/feishu/callback/card-action.ts";
import { forgetOldCallbacks, takeOnce } from "../../notify/feishu/callback/seen.ts";
import { CATALOGUE } from "../../notify/messages/catalogue.ts";
import type { Language } from "../../notify/messages/messages.ts";
import type { Delivery } from "../../notify/notifier.ts";
import type { People } from "../../notify/people.ts";
import type { Approvals } from "../../remediation/approvals.ts";
import { DECIDED, type DecisionResult } from "../../remediation/decisions.ts";
import { type ToastKey, toastOf } from "./toast.ts";

export interface PressDeps {
  db: Kysely<Tables>;
  approvals: Pick<Approvals, "decide">;
  /** Open ids of those who may press anything; what each may decide is asked with the decision. */
  deciders: { all(): ReadonlySet<string> };
  /** Which tenant they belong to: nobody is believed while that is not known. */
  tenant: Pick<Tenant, "key">;
  /** What they are called. */
  people: People;
  language: Language;
  /** UTC where absent. */
  timeZone?: string;
  /** For how long something can be put off or paused; absent: as is usual. */
  lengths?: Lengths;
  decisionsOn: CardNotifier["decisionsOn"];
  links: (notification: Delivery["notification"]) => Delivery["links"];
  clock: Clock;
  metrics: Pick<Metrics, "feishuCallbacks">;
  logger: Logger;
}

export interface Presses {
  /**
   * Takes what the platform is known to have said, whichever way it came: once, from people who may, within the time
   * that the platform gives. `refused` is for the log and the metric; whoever asked is told nothing.
   */
  take(
    body: Record<string, unknown>,
    nonce: string | undefined,
  ): Promise<{ refused: CallbackResult } | { answer: object }>;
}

/** The platform gives three seconds; what takes longer goes on, and the card tells of it. */
const ANSWER_MS = 2_500;

export function createPresses(deps: PressDeps): Presses {
  const end = (result: CallbackResult, fields: object = {}) => {
    deps.metrics.feishuCallbacks.inc({ result });
    deps.logger.info({ result, ...fields }, "a callback of Feishu was answered");
  };
  const late: Taken = { result: "late", answer: { toast: toastOf("late", deps.language) } };
  return {
    async take(body, nonce) {
      const work = judge(deps, body, nonce);
      // From the first look at the database on: it may be slow there, too.
      const taken = await within(ANSWER_MS, work, late);
      // What is refused after that is counted all the same.
      if (taken === late)
        void work.then((known) => "refused" in known && end(known.refused), lateError(deps));
      if ("refused" in taken) return taken;
      const { result, answer, ...fields } = taken;
      end(result, fields);
      return { answer };
    },
  };
}

interface Taken {
  result: CallbackResult;
  answer: object;
  openId?: string;
  eventId?: string;
  incidentId?: string;
  decision?: string;
}
type Refused = { refused: CallbackResult };

/** Whether it is believed, in the order of what costs least, and then what comes of it. */
async function judge(
  deps: PressDeps,
  body: Record<string, unknown>,
  nonce: string | undefined,
): Promise<Taken | Refused> {
  const seen = await takeOnce(deps.db, { nonce, eventId: eventIdOf(body) }, deps.clock.now());
  if (seen === "replayed") return { refused: "replayed" };
  if (isOfAnotherTenant(body)) return { refused: "another-tenant" };
  const action = cardActionOf(body);
  if (action === undefined) return notAPress(body);
  const tenantKey = await deps.tenant.key();
  if (tenantKey === undefined) return { refused: "tenant-unknown" };
  if (action.tenantKey !== tenantKey) return { refused: "another-tenant" };
  const { openId, eventId } = action;
  if (seen === "repeated") return { result: "repeated", answer: {}, eventId };
  try {
    return { openId, ...(await press(deps, action)) };
  } catch (error) {
    deps.logger.error({ error: messageOf(error) }, "a press of a card's button could not be taken");
    return { result: "failed", answer: { toast: toastOf("failed", deps.language) }, openId };
  }
}

const lateError = (deps: PressDeps) => (error: unknown) =>
  deps.logger.error({ error: messageOf(error) }, "a callback of Feishu failed after it was answered");

async function press(deps: PressDeps, action: CardAction): Promise<Taken> {
  const { db, language } = deps;
  await forgetOldCallbacks(db, deps.clock.now());
  const only = (key: ToastKey) => ({ toast: toastOf(key, language) });
  if (!deps.deciders.all().has(action.openId)) return { result: "not-allowed", answer: only("not-allowed") };
  const pressed = await pressedHandle(db, action.handle);
  if (pressed === undefined) return { result: "unknown-card", answer: only("unknown-card") };
  const { incidentId, digest, decision } = pressed;
  const { handle, form } = action;
  const { lengths = USUAL_LENGTHS } = deps;
  const minutes = isLasting(decision) ? chosenMinutes({ handle, decision }, { form, lengths }) : undefined;
  // It was drawn before the settings changed: nobody is taken to mean another time than they read.
  if (minutes === "unknown")
    return {
      result: "unknown-card",
      answer: { ...only("unknown-card"), ...(await cardOrNothing(deps, incidentId)) },
      incidentId,
    };
  deps.people.learn([action.openId]);
  const outcome = await deps.approvals.decide({
    // An undoing concerns a plan that was decided long ago.
    which: { incidentId, digest: decision === "undo" ? null : digest },
    ...given("fix", decision === "undo" ? (digest ?? undefined) : undefined),
    decision,
    by: deps.people.wordsFor(action.openId),
    person: action.openId,
    door: "card",
    comment: form.reason?.trim() ?? "",
    ...given("minutes", minutes),
    ...given(
      "cause",
      CAUSE_NAMES.find((cause) => cause === form.cause),
    ),
  });
  const answer = { toast: toastOf(toastKey(outcome), language), ...(await cardOrNothing(deps, incidentId)) };
  return {
    result: DECIDED.includes(outcome.result) ? "decided" : "not-decided",
    answer,
    incidentId,
    decision,
  };
}

function toastKey(outcome: DecisionResult): ToastKey {
  return outcome.result === "decided"
    ? outcome.approval.state === "approved"
      ? "approved"
      : "rejected"
    : outcome.result;
}

/** What was decided stands, also where its card cannot be drawn: the outbox shows it later. */
async function cardOrNothing(deps: PressDeps, incidentId: string): Promise<object> {
  try {
    return await currentCard(deps, incidentId);
  } catch (error) {
    deps.logger.error({ incidentId, error: messageOf(error) }, "the card of an answer could not be drawn");
    return {};
  }
}

/** The card as it is to be from now on: also where nothing was decided, for then it was out of date. */
async function currentCard(deps: PressDeps, incidentId: string): Promise<object> {
  const { db, clock, language, timeZone = "UTC" } = deps;
  const notification = await currentNotification(db, incidentId, clock.now());
  if (notification === undefined) return {};
  const handles = await handlesFor(db, {
    incidentId,
    digest: shownDigest(notification),
    decisions: deps.decisionsOn(notification),
    at: clock.now(),
  });
  const content = { notification, links: deps.links(notification), handles };
  const voice = { messages: CATALOGUE[language], timeZone };
  return { card: { type: "raw", data: appCardOf(content, voice, deps.lengths) } };
}

function notAPress(body: Record<string, unknown>): Taken | Refused {
  const { header } = body;
  const type =
    typeof header === "object" && header !== null && "event_type" in header ? header.event_type : "";
  if (type === "card.action.trigger") return { refused: "not-understood" };
  return { result: "ignored", answer: {} };
}

function eventIdOf({ header }: Record<string, unknown>): string {
  return typeof header === "object" && header !== null && "event_id" in header ? String(header.event_id) : "";
}

async function within<T, L>(ms: number, work: Promise<T>, late: L): Promise<T | L> {
  const { promise, resolve } = Promise.withResolvers<L>();
  const timer = setTimeout(() => resolve(late), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
