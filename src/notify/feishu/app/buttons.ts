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
};

/** A press tells us the handle, and nothing else is believed. */
export function buttonOf(
  decision: Decision,
  on: { handle: string; risk: string; messages: Messages },
): ActionButton {
  const { buttons, labels } = on.messages;
  const asksTwice = decision === "approve" && on.risk === "high";
  return {
    tag: "button",
    name: decision.replaceAll("-", "_"),
    text: plain(buttons[decision]),
    type: TYPES[decision],
    ...(asksTwice && { confirm: { title: plain(labels.confirmTitle), text: plain(labels.confirmText) } }),
    behaviors: [{ type: "callback", value: { handle: on.handle } }],
  };
}
