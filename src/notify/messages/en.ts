import { CAUSE_NAMES, CAUSES, type Cause } from "../../domain/cause.ts";
import type { Messages } from "./messages.ts";

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
    "approval-expired": {
      title: "Approval expired",
      sentence: "Nobody decided in time. Nothing was changed; a person has to take over.",
    },
    "approval-void": {
      title: "Approval void",
      sentence: "The situation changed, so the proposal no longer fits. It is looked at again.",
    },
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
    "needs-person": {
      title: "A person is needed",
      sentence: "The service stops here and hands over what it knows.",
    },
    fixed: { title: "Fixed and proven", sentence: "The repair held for the whole time of the proof." },
    "self-resolved": { title: "Resolved by itself", sentence: "The problem is gone without a repair." },
    observed: {
      title: "Observed",
      sentence: "Only observing is allowed here. This is what would have been done.",
    },
    declined: { title: "Declined", sentence: "A person rejected the proposal. Nothing was changed." },
    "handed-over": {
      title: "Closed after hand-over",
      sentence: "No symptom was seen since a person took over.",
    },
    merged: { title: "Merged", sentence: "This is the same problem as an older incident, which goes on." },
  },
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
  },
  proofs: { full: "proven in full", provisional: "provisional: watched on" },
  decided: { approved: "approved", rejected: "rejected" },
  buttons: {
    approve: "Approve",
    reject: "Reject",
    "not-now": "Not now",
    "take-over": "Take over",
    pause: "Pause for an hour",
  },
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
    nextSteps: "Next steps",
    outcome: "Outcome",
    review: "Review and decide",
    open: "Open incident",
    shortened: "Shortened. The incident's page holds the whole.",
    noLink: "There is no link, for PUBLIC_URL is not set.",
    incident: "Incident",
    decision: "Decision",
    reasonHint: "Reason or note (optional)",
    confirmTitle: "The risk is high",
    confirmText: "Have you read the change, and is it meant?",
  },
  attemptNumber: (number) => `Attempt ${number}`,
  moreLines: (count) => `… ${count} more ${count === 1 ? "line" : "lines"}`,
  decideBefore: (time) => `Decide before ${time}`,
};
