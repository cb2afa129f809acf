import { CAUSE_NAMES, CAUSES, type Cause } from "../../domain/cause.ts";
import { pagesEn } from "./data/pages-en.ts";
import { TOASTS_EN } from "./data/toasts.ts";
import type { Messages } from "./messages.ts";
import { spanIn } from "./span.ts";

const causes = Object.fromEntries(CAUSE_NAMES.map((cause) => [cause, CAUSES[cause].sentence])) as Record<
  Cause,
  string
>;

export const en: Messages = {
  changes: {
    opened: { title: "Problem seen", sentence: "An investigation has begun." },
    "approval-needed": {
      title: "Approval needed",
      sentence: "A repair is ready. Nothing is changed until a person approves it.",
    },
    "second-approval-needed": {
      title: "Second approval needed",
      sentence: "One person said yes. Nothing is changed until a second one does.",
    },
    escalated: {
      title: "Still undecided",
      sentence: "Half of the time to decide is over. Nothing is changed until it is decided.",
    },
    "approval-expired": {
      title: "Approval expired",
      sentence: "Nobody decided in time. Nothing was changed; a person has to take over.",
    },
    "approval-void": {
      title: "Approval void",
      sentence: "The situation changed, so the proposal no longer fits. It is looked at again.",
    },
    approved: { title: "Approved", sentence: "The plan is carried out as it was shown, and then proven." },
    "not-now": {
      title: "Not now",
      sentence: "A person put the decision off. It can still be given, and is asked for again later.",
    },
    "taken-over": {
      title: "Taken over",
      sentence: "A person goes on from here. The service plans nothing more for it.",
    },
    paused: {
      title: "Paused",
      sentence: "Nothing new is changed on this object for a time, as a person wishes.",
    },
    answered: {
      title: "Explained",
      sentence: "A person said what it was. It is shown when the like happens again.",
    },
    hinted: {
      title: "Looking again",
      sentence: "A person gave a hint. Whatever is proposed now waits for a person.",
    },
    applied: { title: "Change applied", sentence: "The repair is in place and is being proven." },
    "attempt-failed": {
      title: "Repair did not hold",
      sentence:
        "The change is kept, because it serves better than what was there. The next step is being sought.",
    },
    "rolling-back": {
      title: "Putting the change back",
      sentence: "The repair did not hold. Exactly what was changed is being returned.",
    },
    "rolled-back": {
      title: "Change put back",
      sentence: "The fields that were changed hold their earlier values again, and this was checked.",
    },
    "rollback-failed": {
      title: "Change could not be put back",
      sentence: "A person has to look now: the object does not hold its earlier values.",
    },
    superseded: {
      title: "Overtaken by another change",
      sentence: "Somebody else changed the object meanwhile. It is looked at again as it is now.",
    },
    recurred: { title: "Problem came back", sentence: "The repair counts as failed. A new attempt begins." },
    "undo-asked": {
      title: "Undoing asked for",
      sentence: "A person wants the fix undone. Whether it can be is looked at now.",
    },
    "undo-refused": {
      title: "Nothing is undone",
      sentence: "The fix stands as it was. Why it is not undone stands below.",
    },
    "needs-person": {
      title: "A person is needed",
      sentence: "The service stops here and hands over what it knows.",
    },
    explained: {
      title: "A person is needed",
      sentence: "A model has added in words what the evidence says.",
    },
    fixed: { title: "Fixed and proven", sentence: "The repair held for the whole time of the proof." },
    "self-resolved": { title: "Resolved by itself", sentence: "The problem is gone without a repair." },
    observed: {
      title: "Observed",
      sentence: "Only observing is allowed here. This is what would have been done.",
    },
    "dry-run": {
      title: "Dry run: nothing was written",
      sentence: "The API server would have taken this change. It is watched whether it was needed.",
    },
    declined: { title: "Declined", sentence: "A person rejected the proposal. Nothing was changed." },
    "handed-over": {
      title: "Closed after hand-over",
      sentence: "No symptom was seen since a person took over.",
    },
    merged: { title: "Merged", sentence: "This is the same problem as an older incident, which goes on." },
  },
  // What the service records is English.
  phrase: (text) => [{ text, isKept: false }],
  causes,
  outcomes: {
    fixed: "fixed",
    "self-resolved": "resolved by itself",
    observed: "observed",
    declined: "declined",
    "handed-over": "handed over",
    merged: "merged",
  },
  statuses: {
    investigating: "investigating",
    "awaiting-approval": "awaiting approval",
    applying: "applying",
    verifying: "verifying",
    "rolling-back": "rolling back",
    "needs-person": "needs a person",
    closed: "closed",
  },
  verdicts: { auto: "automatic", approve: "needs approval", deny: "denied" },
  risks: { low: "low", medium: "medium", high: "high" },
  results: {
    verified: "verified",
    recurred: "the problem came back",
    "rolled-back": "put back",
    "rollback-failed": "could not be put back",
    kept: "kept, though it did not hold",
    superseded: "overtaken by another change",
    refused: "refused",
    "dry-run": "dry run, nothing written",
  },
  proofs: { full: "proven in full", provisional: "provisional: watched on" },
  decided: { approved: "approved", rejected: "rejected" },
  buttons: {
    approve: "Approve",
    reject: "Reject",
    "not-now": "Not now",
    "take-over": "Take over",
    pause: "Pause",
    answer: "This is what it was",
    hint: "Look again with this hint",
    undo: "Undo this fix",
  },
  toasts: TOASTS_EN,
  pages: pagesEn,
  labels: {
    subject: "Object",
    cause: "Cause",
    notDiagnosed: "not known yet",
    summary: "What happened",
    evidence: "Evidence",
    plan: "Plan",
    diff: "Change",
    notes: "Mind",
    risk: "Risk",
    verdict: "Policy",
    attempt: "Attempt",
    underWay: "under way",
    handover: "State of things",
    affected: "Affected",
    tried: "Tried",
    ruledOut: "Ruled out",
    explanation: "In a model's words, with the evidence of each",
    nextSteps: "Next steps",
    runbook: "Runbook",
    logs: "Logs",
    outcome: "Outcome",
    review: "Review and decide",
    open: "Open incident",
    shortened: "Shortened. The incident's page holds the whole.",
    noLink: "There is no link, for PUBLIC_URL is not set.",
    incident: "Incident",
    decision: "Decision",
    approvals: "Approvals",
    timeLeft: "Time left",
    onTheCard: "This is decided on the card in the chat, and nowhere else.",
    said: "What it was",
    past: "Seen before",
    whatWasIt: "What was it? Asked once; it is shown when the like happens again.",
    otherCause: "Something else",
    saidHint: "A few words: what it was, or a hint what it may be",
    reasonHint: "Reason or note (optional)",
    confirmTitle: "The risk is high",
    confirmText: "Have you read the change, and is it meant?",
    undoHint: "Why the fix is to be undone",
    confirmUndoTitle: "Undo a fix that works?",
    confirmUndoText:
      "A plan is made that puts the earlier values back, and decided as every other one. The fault may come back.",
  },
  heldTimes: ({ action, held, tried, hereHeld, hereTried }) =>
    `${action} held ${held} of ${tried} times, ${hereTried === 0 ? "never tried here" : `here ${hereHeld} of ${hereTried}`}`,
  endedBefore: ({ at, subject, outcome }) => `${at}: the same on ${subject} ended as ${outcome}`,
  saidThen: ({ at, by, words }) => `Last time ${by} said: ${words} (${at})`,
  attemptNumber: (number) => `Attempt ${number}`,
  notesOnPage: (others) =>
    others === 0
      ? "To be read on the incident's page"
      : `To be read on the incident's page, with ${others} more ${others === 1 ? "note" : "notes"} of others`,
  moreLines: (count) => `… ${count} more ${count === 1 ? "line" : "lines"}`,
  decideBefore: (time) => `Decide before ${time}`,
  approvalsWanted: "0 of 2: two people must say yes.",
  decidedBy: (who) => `Decided by ${who}.`,
  oneOfTwo: (by, time) => `1 of 2, by ${by} at ${time}; a second person is needed.`,
  timeLeft: (minutes) => `${minutes} ${minutes === 1 ? "minute" : "minutes"}`,
  span: spanIn({
    days: (count) => `${count} ${count === 1 ? "day" : "days"}`,
    hours: (count) => `${count} h`,
    minutes: (count) => `${count} min`,
  }),
  lasting: { "not-now": (span) => `Ask again in ${span}`, pause: (span) => `Pause for ${span}` },
};
