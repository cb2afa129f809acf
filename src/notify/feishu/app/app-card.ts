import type { Decision } from "../../../domain/approval.ts";
import { type Lengths, USUAL_LENGTHS } from "../../../domain/lengths.ts";
import type { Notification } from "../../../domain/notification.ts";
import type { Delivery } from "../../notifier.ts";
import { cardOf, type Voice } from "../card.ts";
import type { Card } from "../card-parts.ts";
import { buttonOf } from "./buttons.ts";
import { decisionForm, type Offer } from "./decision-form.ts";
import { sayForm } from "./say-form.ts";
import { undoForm } from "./undo-form.ts";

/** The platform takes 30 KB, and may count what it adds for styles. */
const MAX_CARD_BYTES = 24_000;

export type Handles = Partial<Record<Decision, string>>;

/** The incident's one card: its newest state, and what can be pressed in it. Pure. */
export function appCardOf(
  content: Omit<Delivery, "id"> & { handles: Handles },
  voice: Voice,
  lengths: Lengths = USUAL_LENGTHS,
): Card {
  const { messages } = voice;
  const { notification, links, handles } = content;
  const risk = notification.plan?.risk ?? "";
  const isAsked = notification.approval !== null;
  const offers = decisionsOn(notification).flatMap((decision): Offer[] => {
    const handle = handles[decision];
    return handle === undefined
      ? []
      : [{ decision, handle, button: buttonOf(decision, { handle, risk, messages }) }];
  });
  const isSaid = ({ decision }: Offer) => SAID.includes(decision);
  const isUndo = ({ decision }: Offer) => decision === "undo";
  const buttonsOf = (some: readonly Offer[]) => some.map(({ button }) => button);
  const on = { isAsked, lengths, messages };
  const actions = isAsked
    ? decisionForm(offers, on)
    : [
        ...decisionForm(
          offers.filter((offer) => !isSaid(offer) && !isUndo(offer)),
          on,
        ),
        ...undoForm(buttonsOf(offers.filter(isUndo)), messages),
        ...sayForm(notification, buttonsOf(offers.filter(isSaid)), messages),
      ];
  // Where the card itself takes the decision, a link that vouches for nobody is left out.
  const approval = actions.length === 0 ? links.approval : null;
  return cardOf({ notification, links: { ...links, approval }, actions }, voice, MAX_CARD_BYTES);
}

/** What people say in words of their own; a form takes them, and a card has one field for words. */
const SAID: readonly Decision[] = ["answer", "hint"];

/** What a person can say to an incident in this state. */
export function decisionsOn(
  notification: Pick<Notification, "status" | "approval" | "question" | "takesHints" | "undo">,
): Decision[] {
  const { question, takesHints, undo } = notification;
  return [
    ...bySituation(notification),
    ...(undo ? (["undo"] as const) : []),
    ...(question ? (["answer"] as const) : []),
    ...(takesHints === true ? (["hint"] as const) : []),
  ];
}

function bySituation({ status, approval }: Pick<Notification, "status" | "approval">): Decision[] {
  if (approval !== null) return ["approve", "reject", "not-now", "take-over", "pause"];
  if (status === "closed" || status === "needs-person") return [];
  return status === "investigating" ? ["take-over", "pause"] : ["pause"];
}
