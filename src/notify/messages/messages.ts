import type { Decision } from "../../domain/approval.ts";
import type { ATTEMPT_RESULTS, Proof } from "../../domain/attempt.ts";
import type { Cause } from "../../domain/cause.ts";
import type { IncidentStatus, Outcome } from "../../domain/incident.ts";
import type { Lasting } from "../../domain/lengths.ts";
import type { Change } from "../../domain/notification.ts";
import type { RISK_LEVELS } from "../../domain/plan.ts";
import type { VERDICTS } from "../../domain/verdict.ts";
import type { PageMessages } from "./data/pages-en.ts";
import type { PhraseBook } from "./phrases/phrase-book.ts";

export const LANGUAGES = ["en", "zh-CN"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Everything that we say ourselves to people, in one language. A missing key is a type error. */
export interface Messages {
  /** `title` heads the message, `sentence` says what it means for the reader. */
  changes: Record<Change, { title: string; sentence: string }>;
  causes: Record<Cause, string>;
  outcomes: Record<Outcome, string>;
  statuses: Record<IncidentStatus, string>;
  verdicts: Record<(typeof VERDICTS)[number], string>;
  risks: Record<(typeof RISK_LEVELS)[number], string>;
  results: Record<(typeof ATTEMPT_RESULTS)[number], string>;
  proofs: Record<Proof, string>;
  /** How a question ended that a person answered. */
  decided: Record<"approved" | "rejected", string>;
  buttons: Record<Decision, string>;
  /** What whoever pressed a button is told at once. */
  toasts: Record<Toast, string>;
  /** What stands on pages alone. */
  pages: PageMessages;
  labels: Record<Label, string>;
  attemptNumber(number: number): string;
  /** "held 11 of 12 times, here 2 of 2". */
  heldTimes(times: {
    action: string;
    held: number;
    tried: number;
    hereHeld: number;
    hereTried: number;
  }): string;
  /** An earlier incident of the same cause and shape. */
  endedBefore(ended: { at: string; subject: string; outcome: string }): string;
  /** What somebody said of an incident, with the cause in words. */
  saidThen(said: { at: string; by: string; words: string }): string;
  /** A sentence of the service's own records in this language, as far as the catalogue knows it. */
  phrase: PhraseBook;
  moreLines(count: number): string;
  /** Where what others wrote is to be read. */
  notesOnPage(others: number): string;
  decideBefore(time: string): string;
  /** Where two people must say yes: before anybody has, and after one has. */
  approvalsWanted: string;
  oneOfTwo(by: string, time: string): string;
  /** Whom the policy names for a plan: groups and short ids. */
  decidedBy(who: string): string;
  /** Of what is left to decide. */
  timeLeft(minutes: number): string;
  /** A span of time, in few characters. */
  span(minutes: number): string;
  /** What is chosen: until when something is put off or paused. */
  lasting: Record<Lasting, (span: string) => string>;
}

export type Toast =
  | "approved"
  | "rejected"
  | "first-of-two"
  | "put-off"
  | "taken-over"
  | "paused"
  | "answered"
  | "answered-already"
  | "not-asked"
  | "hinted"
  | "too-many-hints"
  | "undo-asked"
  | "undo-asked-before"
  | "no-fix"
  | "nothing-said"
  | "already-decided"
  | "expired"
  | "superseded"
  | "too-long"
  | "unconfirmed"
  | "same-person"
  | "card-only"
  | "not-named"
  | "not-by-link"
  | "under-way"
  | "closed"
  | "unknown"
  | "not-allowed"
  | "unknown-card"
  | "failed"
  | "late";

export type Label =
  | "subject"
  | "cause"
  | "notDiagnosed"
  | "summary"
  | "evidence"
  | "plan"
  | "diff"
  | "notes"
  | "risk"
  | "verdict"
  | "attempt"
  | "underWay"
  | "handover"
  | "affected"
  | "tried"
  | "ruledOut"
  | "explanation"
  | "nextSteps"
  | "runbook"
  | "logs"
  | "outcome"
  | "review"
  | "open"
  | "shortened"
  | "noLink"
  | "incident"
  | "decision"
  | "approvals"
  | "timeLeft"
  | "onTheCard"
  | "said"
  | "past"
  | "whatWasIt"
  | "otherCause"
  | "saidHint"
  | "reasonHint"
  | "confirmTitle"
  | "confirmText"
  | "undoHint"
  | "confirmUndoTitle"
  | "confirmUndoText";

/** The words for a value that a row holds as text; the value itself, or what is given for it, where this version does not know it. */
export function wordFor<K extends string>(words: Record<K, string>, key: string, unknown = key): string {
  return Object.hasOwn(words, key) ? words[key as K] : unknown;
}
