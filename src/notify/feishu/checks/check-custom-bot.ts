import { type BotAddress, type FeishuBotOptions, postCard } from "../custom-bot-notifier.ts";
import { type Check, check } from "./check.ts";
import { checkCard } from "./check-card.ts";

/** Sends a card through the custom bot. */
export function checkCustomBot(
  options: Omit<FeishuBotOptions, "language" | "address"> & BotAddress,
): Promise<Check> {
  return check("custom bot", async () => {
    await postCard(
      { ...options, address: () => options },
      checkCard("A check: this bot can write here."),
      AbortSignal.timeout(options.timeoutMs),
    );
    return "the custom bot writes to its group";
  });
}
