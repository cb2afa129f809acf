import { OperationError } from "../core/errors.ts";
import type { Notification } from "../domain/notification.ts";

/**
 * Tells of it with the people of the rule mentioned, which is done when a question escalates and never else: who is called
 * for everything hears nothing any more. A person whom the chat does not know would cost the whole message, so what is
 * refused for good goes out once more without mentions.
 */
export async function mentioning(
  { change, route }: Pick<Notification, "change" | "route">,
  tell: (mention: readonly string[]) => Promise<void>,
): Promise<void> {
  const mention = change === "escalated" ? (route?.mention ?? []) : [];
  try {
    await tell(mention);
  } catch (error) {
    if (mention.length === 0 || !(error instanceof OperationError) || error.retryable) throw error;
    await tell([]);
  }
}
