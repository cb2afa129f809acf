import { createHash } from "node:crypto";
import { messageOf, OperationError } from "../../core/errors.ts";
import { chatsOf, isRefusal, OWN_NOTIFICATION, type Showing, type Shown, type Told } from "./showing.ts";

/**
 * A notification of its own under the card, and under its copies in the chats that the change is told in. A message that is
 * new notifies by itself of the state that it shows, but mentions nobody: an escalation is said in any case.
 */
export async function replyTo(
  on: Showing,
  told: Told,
  shown: readonly Shown[],
  isNewest: boolean,
): Promise<void> {
  const { change } = told.notification;
  if (!OWN_NOTIFICATION.includes(change)) return;
  const chats = chatsOf(told.notification);
  const wanted = shown.filter(({ isMain, chatId }) => isMain || chats.includes(chatId));
  for (const message of wanted)
    if (!(message.isNew && isNewest) || change === "escalated") await reply(on, message, told);
}

/** A chat that takes no replies for good still has the card; what may pass is tried again. */
async function reply(on: Showing, { messageId, isMain }: Shown, { row, notification }: Told): Promise<void> {
  await on.pacers.send.wait(on);
  const id = isMain ? row.id : keyOf(row.id, messageId);
  const delivery = { id, notification, links: on.links(notification) };
  try {
    await on.effects.run("notify.send", () => on.notifier.reply(messageId, delivery));
  } catch (error) {
    const isOver = error instanceof OperationError && !error.retryable;
    // A copy's chat holds back neither the card nor other incidents.
    if (!isOver && (isMain || !isRefusal(error))) throw error;
    const { channel } = on.notifier;
    on.logger.warn(
      { outboxId: row.id, incidentId: row.incidentId, channel, error: messageOf(error) },
      "a reply under the card was refused; the card itself tells of it",
    );
  }
}

/** The platform sends nothing twice under one key, in whichever thread. */
const keyOf = (outboxId: string, messageId: string) =>
  createHash("sha256").update(`${outboxId} ${messageId}`).digest("hex").slice(0, 40);
