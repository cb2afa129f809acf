import type { Decision } from "../../../domain/approval.ts";
import type { Messages } from "../../messages/messages.ts";
import { type ActionButton, plain } from "../card-parts.ts";

const TYPES: Record<Decision, ActionButton["type"]> = {
  approve: "primary_filled",
  reject: "danger",
  "not-now": "default",
  "take-over": "default",
  pause: "default",
  answer: "default",
  hint: "default",
  undo: "danger",
};

/** A press tells us the handle, and nothing else is believed. */
export function buttonOf(
  decision: Decision,
  on: { handle: string; risk: string; messages: Messages },
): ActionButton {
  const { buttons } = on.messages;
  const question = questionBefore(decision, on);
  return {
    tag: "button",
    name: decision.replaceAll("-", "_"),
    text: plain(buttons[decision]),
    type: TYPES[decision],
    ...(question && { confirm: question }),
    behaviors: [{ type: "callback", value: { handle: on.handle } }],
  };
}

/** A second confirmation: of a high risk, and of taking back what works. */
function questionBefore(
  decision: Decision,
  { risk, messages: { labels } }: { risk: string; messages: Messages },
): ActionButton["confirm"] {
  if (decision === "undo")
    return { title: plain(labels.confirmUndoTitle), text: plain(labels.confirmUndoText) };
  if (decision !== "approve" || risk !== "high") return undefined;
  return { title: plain(labels.confirmTitle), text: plain(labels.confirmText) };
}
