import type { Change, Notification } from "../domain/notification.ts";

/** How a change feels to its reader; channels show it by a colour, beside the words that say the same. */
export type Tone = "bad" | "asks" | "good" | "busy" | "over";

const TONES: Record<Change, Tone> = {
  opened: "busy",
  "approval-needed": "asks",
  "second-approval-needed": "asks",
  escalated: "asks",
  "approval-expired": "bad",
  "approval-void": "busy",
  approved: "busy",
  "not-now": "asks",
  "taken-over": "over",
  paused: "over",
  answered: "over",
  hinted: "busy",
  applied: "busy",
  "attempt-failed": "bad",
  "rolling-back": "bad",
  "rolled-back": "busy",
  "rollback-failed": "bad",
  superseded: "busy",
  recurred: "bad",
  "undo-asked": "busy",
  "undo-refused": "good",
  "needs-person": "bad",
  explained: "bad",
  fixed: "good",
  "self-resolved": "good",
  observed: "over",
  "dry-run": "over",
  declined: "over",
  "handed-over": "over",
  merged: "over",
};

export function toneOf(notification: Pick<Notification, "change">): Tone {
  return TONES[notification.change];
}
