import { createHash } from "node:crypto";
import { messageOf } from "../../core/errors.ts";
import type { CardDelivery, ShownCard } from "../card-notifier.ts";
import { MessageGoneError } from "../message-gone.ts";
import {
  handlesFor,
  type Place,
  placeOf,
  recordCard,
  recordShown,
  shownDigest,
  shownPlaces,
} from "./card-rows.ts";
import { chatsOf, isRefusal, type Showing, type Shown, type Told } from "./showing.ts";

/** The platform takes five changes a second of one message. */
const REST_OF_A_MESSAGE_MS = 200;
/** A rule that sends each change elsewhere must not fill the company with copies. */
const MOST_COPIES = 3;

/**
 * Brings the incident's card up to date, and its copies. The card stays in the chat where it was first sent; another chat,
 * which a rule names for a later change or for an escalation, gets a copy, which is kept as up to date as the card.
 */
export async function showEverywhere(on: Showing, told: readonly Told[]): Promise<Shown[]> {
  const newest = told.at(-1);
  if (newest === undefined) return [];
  const { notifier, db, clock } = on;
  const { channel } = notifier;
  const notification = (await on.current?.(newest.row.incidentId)) ?? newest.notification;
  const { incidentId } = notification;
  const handles = await handlesFor(db, {
    incidentId,
    digest: shownDigest(notification),
    decisions: notifier.decisionsOn(notification),
    at: clock.now(),
  });
  const card = { notification, links: on.links(notification), handles };
  const places = await shownPlaces(db, channel, incidentId);
  const own = places.find(({ place }) => place === channel);
  const main = await showAt(on, card, {
    place: channel,
    shown: own,
    chatId: own?.chatId ?? newest.notification.route?.chat ?? undefined,
  });
  const copies = places.filter(({ place }) => place !== channel);
  const wanted = [...copies.map(({ chatId }) => chatId), ...told.flatMap((one) => chatsOf(one.notification))];
  const chats = [...new Set(wanted)].filter((chatId) => chatId !== main.chatId).slice(0, MOST_COPIES);
  const all: Shown[] = [{ ...main, isMain: true }];
  for (const chatId of chats) {
    const place = placeOf(channel, chatId);
    const copy = await showCopy(on, card, {
      place,
      chatId,
      shown: copies.find((one) => one.place === place),
    });
    if (copy !== undefined) all.push({ ...copy, isMain: false });
  }
  return all;
}

type One = Omit<Shown, "isMain">;
interface Wanted {
  place: string;
  shown: Place | undefined;
  /** Absent: the usual chat. */
  chatId: string | undefined;
}

async function showCopy(on: Showing, card: CardDelivery, copy: Wanted): Promise<One | undefined> {
  try {
    return await showAt(on, card, copy);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const fields = { incidentId: card.notification.incidentId, chatId: copy.chatId, error: messageOf(error) };
    on.logger.warn(fields, "another chat does not take a copy of the card; the card itself tells of it");
    return undefined;
  }
}

/** Updates the message, or sends one where there is none or it can be changed no more. */
async function showAt(on: Showing, card: CardDelivery, to: Wanted): Promise<One> {
  const { notifier, db, pacers, signal, clock } = on;
  const { incidentId } = card.notification;
  const { place, shown, chatId } = to;
  if (shown !== undefined) {
    const restMs = shown.shownAt.getTime() + REST_OF_A_MESSAGE_MS - clock.now().getTime();
    if (restMs > 0) await clock.sleep(Math.min(restMs, REST_OF_A_MESSAGE_MS), signal);
    await pacers.update.wait(on);
    try {
      await on.effects.run("notify.send", () => notifier.update(card, shown.messageId));
      await recordShown(db, place, incidentId, clock.now());
      return { messageId: shown.messageId, chatId: shown.chatId, isNew: false };
    } catch (error) {
      if (!(error instanceof MessageGoneError)) throw error;
      on.logger.info({ incidentId, place }, "the card can be changed no more; a new one is sent");
    }
  }
  await pacers.send.wait(on);
  const isMain = place === notifier.channel;
  const key = cardKey(incidentId, isMain ? "" : place, shown?.messageId);
  const sent = await sendTo(on, card, { key, chatId, mayGoHome: isMain });
  await recordCard(db, { ...sent, place, incidentId, at: clock.now() });
  return { ...sent, isNew: true };
}

/** A chat of a rule that does not take the card costs the rule its effect, and never the message. */
async function sendTo(
  on: Showing,
  card: CardDelivery,
  { key, chatId, mayGoHome }: { key: string; chatId: string | undefined; mayGoHome: boolean },
): Promise<ShownCard> {
  const send = (to?: string) => on.effects.run("notify.send", () => on.notifier.send(card, key, to));
  try {
    return await send(chatId);
  } catch (error) {
    if (!mayGoHome || chatId === undefined || !isRefusal(error)) throw error;
    const fields = { incidentId: card.notification.incidentId, chatId, error: messageOf(error) };
    on.logger.warn(fields, "the chat of a notify rule does not take the card; it goes to FEISHU_CHAT_ID");
    await on.pacers.send.wait(on);
    return await send();
  }
}

/** The same until the message is known to be gone, so that a crash after the sending sends no second one. At most 50 characters. */
function cardKey(incidentId: string, copy: string, gone = ""): string {
  if (gone === "" && copy === "") return `card-${incidentId}`;
  return `card-${createHash("sha256").update([incidentId, gone, copy].join(" ").trim()).digest("hex").slice(0, 40)}`;
}
