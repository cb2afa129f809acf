import type { Notification } from "../../../domain/notification.ts";
import { type Messages, wordFor } from "../../messages/messages.ts";
import { type ActionButton, type CardElement, div, plain, sideBySide } from "../card-parts.ts";

/** A longer word would be refused by the platform. */
const MOST_OPTION_CHARS = 80;
const MOST_SAID_CHARS = 500;
/** No cause of ours: the words alone say it. */
export const OTHER = "other";

/**
 * What it was, by a short list and free words; or a hint, by the words alone. An option's value comes back as the form's
 * answer, and counts only where it is one of the known causes.
 */
export function sayForm(
  { question }: Pick<Notification, "question">,
  buttons: readonly ActionButton[],
  messages: Messages,
): CardElement[] {
  if (buttons.length === 0) return [];
  const { labels } = messages;
  const causes = question?.causes ?? [];
  const options = [
    ...causes.map((cause) => ({ value: cause, word: wordFor<string>(messages.causes, cause) })),
    { value: OTHER, word: labels.otherCause },
  ].map(({ value, word }) => ({ value, text: plain(word.slice(0, MOST_OPTION_CHARS).toWellFormed()) }));
  return [
    ...(question ? [div(asked(question.who, labels.whatWasIt))] : []),
    {
      tag: "form",
      name: "say",
      vertical_spacing: "8px",
      elements: [
        ...(question
          ? [
              {
                tag: "select_static" as const,
                name: "cause",
                width: "fill" as const,
                placeholder: plain(labels.cause),
                options,
              },
            ]
          : []),
        {
          tag: "input",
          name: "reason",
          input_type: "multiline_text",
          rows: 2,
          max_length: MOST_SAID_CHARS,
          width: "fill",
          placeholder: plain(labels.saidHint),
        },
        sideBySide(buttons.map((one) => ({ ...one, form_action_type: "submit" as const }))),
      ],
    },
  ];
}

/** By name: a name is what people call themselves, so it is cut, and stands in plain text. */
function asked(who: string | null | undefined, question: string): string {
  return who ? `${who.slice(0, MOST_OPTION_CHARS).toWellFormed()} · ${question}` : question;
}
