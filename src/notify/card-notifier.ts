import type { Decision } from "../domain/approval.ts";
import type { Delivery } from "./notifier.ts";
import type { Pace } from "./pace.ts";

export interface CardDelivery extends Omit<Delivery, "id"> {
  /** What each button carries: an opaque id and nothing else. */
  handles: Partial<Record<Decision, string>>;
}

export interface ShownCard {
  messageId: string;
  chatId: string;
}

/**
 * A channel that keeps one message an incident and updates it in place. Throws as `Notifier.send` does, and
 * `MessageGoneError` where the message can be changed no more: then a new one is shown.
 */
export interface CardNotifier {
  /** Label of the metric, and the outbox row's channel: "feishu-app". */
  readonly channel: string;
  /** Messages that people are notified of, and changes of what is there already. */
  readonly pace: { send: Pace; update: Pace };
  /** What a person can decide on this state, as buttons. */
  decisionsOn(notification: Delivery["notification"]): Decision[];
  /** Sends the incident's card, to the usual chat where none is given; the same `key` within an hour sends nothing new. */
  send(card: CardDelivery, key: string, chatId?: string): Promise<ShownCard>;
  update(card: CardDelivery, messageId: string): Promise<void>;
  /** A notification of its own under the card. */
  reply(messageId: string, delivery: Delivery): Promise<void>;
}
