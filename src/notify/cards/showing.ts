import type { Kysely } from "kysely";
import { OperationError } from "../../core/errors.ts";
import type { Tables } from "../../database/tables.ts";
import type { Change, Notification } from "../../domain/notification.ts";
import type { CardNotifier, ShownCard } from "../card-notifier.ts";
import { ChannelWaitError } from "../channel-wait.ts";
import type { OutboxRow } from "../outbox-rows.ts";
import type { Pacer } from "../pacer.ts";
import type { CardDeps } from "./card-deliverer.ts";

export interface Told {
  row: OutboxRow;
  notification: Notification;
}

/** What one pass over an incident's rows works with. */
export interface Showing extends CardDeps {
  notifier: CardNotifier;
  db: Kysely<Tables>;
  pacers: { send: Pacer; update: Pacer };
  signal: AbortSignal;
}

export interface Shown extends ShownCard {
  /** The incident's own card, and no copy of it. */
  isMain: boolean;
  /** Sent just now: it notifies by itself of the state that it shows. */
  isNew: boolean;
}

/** Changes that people are notified of though the card tells of them too: an update in place is silent. */
export const OWN_NOTIFICATION: readonly Change[] = [
  "approval-needed",
  "second-approval-needed",
  "escalated",
  "approval-expired",
  "fixed",
  "rolled-back",
  "rollback-failed",
  "needs-person",
  "recurred",
  "undo-refused",
];

/** The chat or the platform will not take it, so that another chat may; waiting alone changes nothing. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof ChannelWaitError) return error.reason !== "unavailable";
  return error instanceof OperationError && !error.retryable;
}

/** Other chats that a change is told in, beside the one where the card is. */
export function chatsOf({ change, route }: Pick<Notification, "change" | "route">): string[] {
  if (!OWN_NOTIFICATION.includes(change) || !route) return [];
  const chats = [route.chat, change === "escalated" ? route.escalateTo : null];
  return chats.filter((chat) => chat !== null);
}
