import type { DecisionResult } from "../../remediation/decisions.ts";

export interface DecisionAnswer {
  status: number;
  /** Word of a closed list, for programs. */
  reason: string;
  title: string;
  message: string;
  /** Until when, of what was put off or paused. */
  until?: Date;
  /** Who had decided before. */
  by?: string;
}

/** What came of a decision, in words. */
export function answerTo(outcome: DecisionResult): DecisionAnswer {
  switch (outcome.result) {
    case "decided":
      return outcome.approval.state === "approved" ? APPROVED : REJECTED;
    case "put-off":
      return {
        status: 200,
        reason: "put-off",
        title: "Not now",
        until: outcome.until,
        message: `You are asked again at ${timeText(outcome.until)}. Until then the question stays open.`,
      };
    case "paused":
      return {
        status: 200,
        reason: "paused",
        title: "Paused",
        until: outcome.until,
        message: `Nothing new is changed on this object until ${timeText(outcome.until)}. A change that is under way is proven or put back first.`,
      };
    case "already-decided":
      return {
        status: 409,
        reason: "already-decided",
        title: "Already decided",
        ...(outcome.approval.by !== null && { by: outcome.approval.by }),
        message: `This plan was ${outcome.approval.state} before, by ${outcome.approval.by ?? "a person"}. Your decision changed nothing.`,
      };
    case "too-long":
      return {
        status: 400,
        reason: "too-long",
        title: "Too long",
        message: `minutes: at most ${outcome.mostMinutes} are taken here. Nothing was decided.`,
      };
    default:
      return FIXED[outcome.result];
  }
}

const timeText = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

const APPROVED: DecisionAnswer = {
  status: 200,
  reason: "approved",
  title: "Approved",
  message: "The plan is approved. It is carried out now as it was shown, and then proven or put back.",
};

const REJECTED: DecisionAnswer = {
  status: 200,
  reason: "rejected",
  title: "Rejected",
  message: "The plan is rejected. Nothing was changed, and the incident is closed as declined.",
};

type Fixed = Exclude<
  DecisionResult["result"],
  "decided" | "put-off" | "paused" | "already-decided" | "too-long"
>;

const FIXED: Record<Fixed, DecisionAnswer> = {
  "first-of-two": {
    status: 200,
    reason: "first-of-two",
    title: "One of two",
    message: "Your yes is recorded. Nothing is changed until a second person says yes to the same plan.",
  },
  "same-person": {
    status: 409,
    reason: "same-person",
    title: "A second person is needed",
    message:
      "One yes is here already, and this one counts as the same person's: everybody behind the operator token is one, and so is everybody with a link.",
  },
  "card-only": {
    status: 403,
    reason: "card-only",
    title: "Decided on the card alone",
    message:
      "The policy wants the chat to vouch for whoever decides this. Press the button on the card in the chat. Nothing was decided.",
  },
  "not-named": {
    status: 403,
    reason: "not-named",
    title: "Others decide this",
    message: "The policy names others for this plan. Nothing was decided.",
  },
  "not-by-link": {
    status: 403,
    reason: "not-by-link",
    title: "Not by a link",
    message: "A link answers its question alone. Sign in on the incident's page, or use the card.",
  },
  "taken-over": {
    status: 200,
    reason: "taken-over",
    title: "Taken over",
    message: "The incident is yours. The service plans nothing more for it, and says what it knows.",
  },
  answered: {
    status: 200,
    reason: "answered",
    title: "Thank you",
    message: "What you said is kept with this incident, and shown when the like happens again.",
  },
  "answered-already": {
    status: 409,
    reason: "answered-already",
    title: "Answered before",
    message: "Somebody has said what it was. Your words were not kept.",
  },
  "not-asked": {
    status: 409,
    reason: "not-asked",
    title: "Nothing is asked",
    message: "This incident is not with a person, so nobody is asked what it was.",
  },
  hinted: {
    status: 200,
    reason: "hinted",
    title: "Looking again",
    message: "The incident is investigated again with your hint. Whatever is proposed waits for a person.",
  },
  "too-many-hints": {
    status: 409,
    reason: "too-many-hints",
    title: "Enough hints",
    message: "This incident has as many hints as it takes. Take it over instead.",
  },
  "undo-asked": {
    status: 200,
    reason: "undo-asked",
    title: "It is looked at",
    message: "Whether the fix can be undone is looked at now, and told.",
  },
  "undo-asked-before": {
    status: 409,
    reason: "undo-asked-before",
    title: "Asked before",
    message: "Somebody has asked for it; it is looked at, and told.",
  },
  "no-fix": {
    status: 409,
    reason: "no-fix",
    title: "Nothing to undo",
    message: "The fix that was shown is none any more, or is undone already.",
  },
  "nothing-said": {
    status: 400,
    reason: "nothing-said",
    title: "Nothing was said",
    message: "Write a few words, or choose a cause.",
  },
  expired: {
    status: 410,
    reason: "expired",
    title: "Too late",
    message: "The time to decide is over. Nothing was changed.",
  },
  superseded: {
    status: 410,
    reason: "superseded",
    title: "The question no longer stands",
    message: "What the plan relied on has changed, so it is not carried out. Nothing was decided.",
  },
  unconfirmed: {
    status: 409,
    reason: "unconfirmed",
    title: "Please confirm",
    message: "The risk of this plan is high. Go back, tick the box that says so, and approve again.",
  },
  "under-way": {
    status: 409,
    reason: "under-way",
    title: "A change is under way",
    message: "It is proven or put back first. Nothing was decided; take over after that, or pause it now.",
  },
  closed: {
    status: 409,
    reason: "closed",
    title: "The incident is over",
    message: "It is closed, so there is nothing to decide.",
  },
  unknown: {
    status: 409,
    reason: "no-such-plan",
    title: "Another plan, or none, is asked about",
    message: "The plan that you saw waits for no decision. Read the incident again; nothing was decided.",
  },
};
