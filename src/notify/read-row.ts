import { type Notification, notificationSchema } from "../domain/notification.ts";
import type { OutboxRow } from "./outbox-rows.ts";

/** While an upgrade rolls, a replica of the other version may know a channel or a change that this one does not. */
export const FOREIGN_MS = 60 * 60_000;

/**
 * What a row tells; undefined where it is not understood and so perhaps a newer replica's, to which it is left. Throws
 * where nobody has taken it for so long that nobody will.
 */
export function readRow(row: OutboxRow, now: Date): Notification | undefined {
  const parsed = notificationSchema.safeParse(row.notification);
  if (parsed.success) return parsed.data;
  if (now.getTime() - row.createdAt.getTime() < FOREIGN_MS) return undefined;
  throw parsed.error;
}
