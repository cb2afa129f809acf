import type { Notification } from "../domain/notification.ts";
import type { OutsideLinks } from "./outside-links.ts";
import type { Pace } from "./pace.ts";

export interface Delivery {
  /** The outbox row's id: the idempotency key where the channel has one. */
  id: string;
  notification: Notification;
  /** Where a person reads the whole and decides; null where no PUBLIC_URL is known. */
  links: { incident: string | null; approval: string | null } & OutsideLinks;
}

/**
 * One way to reach people. `send` throws OperationError: retryable ones are tried again with back-off, others are given up
 * and said so. An implementation that can update in place (an app bot) keeps its message ids by incident.
 */
export interface Notifier {
  /** Label of the metric, and the outbox row's channel: "feishu-bot", "terminal". */
  readonly channel: string;
  /** How fast the channel may be used, over all replicas; absent where it has no limit. */
  readonly pace?: Pace;
  send(delivery: Delivery, signal: AbortSignal): Promise<void>;
}
