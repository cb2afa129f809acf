import { wordFor } from "../../notify/messages/messages.ts";
import type { Visitor } from "../pages/visitor.ts";
import type { Refusal } from "../refusal.ts";

/** What a refusal says in the reader's language; what has no words of its own there is told in those of the refusal. */
export function refusalIn(
  { language, words }: Pick<Visitor, "language" | "words">,
  { reason, message, detail }: Pick<Refusal, "reason" | "message" | "detail">,
): string {
  if (language === "en") return message;
  const { failure, answers } = words.pages;
  const { sentence, field } = detail;
  if (sentence !== undefined)
    return words
      .phrase(sentence)
      .map(({ text }) => text)
      .join("");
  const decided: Record<string, { message: string }> = answers;
  const known = Object.hasOwn(decided, reason) ? decided[reason]?.message : undefined;
  const said = known ?? wordFor(failure.reasons, reason, message);
  return field === undefined ? said : `${said}${field}`;
}
