import type { Decision } from "../../../domain/approval.ts";
import type { Notification } from "../../../domain/notification.ts";
import type { Messages } from "../../messages/messages.ts";
import type { Delivery } from "../../notifier.ts";
import { cardOf, type Voice } from "../card.ts";
import { type ActionButton, type Card, type CardElement, plain, sideBySide } from "../card-parts.ts";
import { sayForm } from "./say-form.ts";

/** The platform takes 30 KB, and may count what it adds for styles. */
const MAX_CARD_BYTES = 24_000;
/** The longest answer that a field of a card takes. */
const MAX_REASON = 1_000;

export type Handles = Partial<Record<Decision, string>>;

/** The incident's one card: its newest state, and what can be pressed in it. Pure. */
export function appCardOf(content: Omit<Delivery, "id"> & { handles: Handles }, voice: Voice): Card {
  const { messages } = voice;
  const { notification, links, handles } = content;
  const risk = notification.plan?.risk ?? "";
  const buttonsOf = (decisions: readonly Decision[]) =>
    decisions.flatMap((decision) =>
      handles[decision] === undefined
        ? []
        : [button(decision, { handle: handles[decision], risk, messages })],
    );
  const decisions = decisionsOn(notification);
  const said = buttonsOf(decisions.filter((one) => SAID.includes(one)));
  const others = buttonsOf(decisions.filter((one) => !SAID.includes(one)));
  const actions =
    notification.approval === null
      ? [...freely(others), ...sayForm(notification, said, messages)]
      : asForm([...others, ...said], messages);
  // Where the card itself takes the decision, a link that vouches for nobody is left out.
  const approval = actions.length === 0 ? links.approval : null;
  return cardOf({ notification, links: { ...links, approval }, actions }, voice, MAX_CARD_BYTES);
}

/** What people say in words of their own; a form takes them, and a card has one field for words. */
const SAID: readonly Decision[] = ["answer", "hint"];

/** What a person can say to an incident in this state. */
export function decisionsOn(
  notification: Pick<Notification, "status" | "approval" | "question" | "takesHints">,
): Decision[] {
  const { question, takesHints } = notification;
  return [
    ...bySituation(notification),
    ...(question ? (["answer"] as const) : []),
    ...(takesHints === true ? (["hint"] as const) : []),
  ];
}

function bySituation({ status, approval }: Pick<Notification, "status" | "approval">): Decision[] {
  if (approval !== null) return ["approve", "reject", "not-now", "take-over", "pause"];
  if (status === "closed" || status === "needs-person") return [];
  return status === "investigating" ? ["take-over", "pause"] : ["pause"];
}

const TYPES: Record<Decision, ActionButton["type"]> = {
  approve: "primary_filled",
  reject: "danger",
  "not-now": "default",
  "take-over": "default",
  pause: "default",
  answer: "default",
  hint: "default",
};

function button(decision: Decision, on: { handle: string; risk: string; messages: Messages }): ActionButton {
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

const freely = (buttons: readonly ActionButton[]): CardElement[] =>
  buttons.length === 0 ? [] : [sideBySide(buttons)];

/** The words that a person writes travel with whichever button is pressed. */
function asForm(buttons: readonly ActionButton[], { labels }: Messages): CardElement[] {
  if (buttons.length === 0) return [];
  return [
    {
      tag: "form",
      name: "decision",
      vertical_spacing: "8px",
      elements: [
        {
          tag: "input",
          name: "reason",
          input_type: "multiline_text",
          rows: 2,
          max_length: MAX_REASON,
          width: "fill",
          placeholder: plain(labels.reasonHint),
        },
        sideBySide(buttons.map((one) => ({ ...one, form_action_type: "submit" as const }))),
      ],
    },
  ];
}
