import type { Messages } from "../../messages/messages.ts";
import { type ActionButton, type CardElement, plain, sideBySide } from "../card-parts.ts";

const MOST_CHARS = 500;

/** Why a fix that held is to be undone, which nobody is asked without. */
export function undoForm(buttons: readonly ActionButton[], { labels }: Messages): CardElement[] {
  if (buttons.length === 0) return [];
  return [
    {
      tag: "form",
      name: "undo_fix",
      vertical_spacing: "8px",
      elements: [
        {
          tag: "input",
          name: "reason",
          input_type: "multiline_text",
          rows: 1,
          max_length: MOST_CHARS,
          width: "fill",
          required: true,
          placeholder: plain(labels.undoHint),
        },
        sideBySide(buttons.map((one) => ({ ...one, form_action_type: "submit" as const }))),
      ],
    },
  ];
}
