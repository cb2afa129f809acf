import type { Cause } from "../../domain/cause.ts";
import { describeRef, type ObjectRef } from "../../domain/object-ref.ts";
import { type Messages, wordFor } from "../../notify/messages/messages.ts";
import { type Html, html } from "./html.ts";

/** A time that machines and people read alike: RFC 3339, in UTC until the script puts it into the reader's zone. */
export function time(at: string | Date): Html {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return html`<span>${String(at)}</span>`;
  const text = date.toISOString();
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 19)} UTC</time>`;
}

type Tone = "good" | "bad" | "busy" | "ask" | "calm";

const TONES: Record<string, Tone> = {
  investigating: "busy",
  "awaiting-approval": "ask",
  applying: "busy",
  verifying: "busy",
  "rolling-back": "bad",
  "needs-person": "bad",
  closed: "calm",
  fixed: "good",
  "self-resolved": "good",
  observed: "calm",
  declined: "calm",
  "handed-over": "ask",
  merged: "calm",
  verified: "good",
  recurred: "bad",
  "rolled-back": "ask",
  "rollback-failed": "bad",
  kept: "ask",
  superseded: "calm",
  refused: "bad",
  "dry-run": "calm",
  auto: "good",
  approve: "ask",
  deny: "bad",
  pending: "ask",
  approved: "good",
  rejected: "bad",
  expired: "calm",
  void: "calm",
  low: "good",
  medium: "ask",
  high: "bad",
  running: "busy",
};

/** A closed-list word in its colour; the word itself always stands there, for colour alone tells too little. */
export function badge(word: string, label: string = word): Html {
  return html`<span class="badge ${TONES[word] ?? "calm"}">${label.replaceAll("-", " ")}</span>`;
}

export function statusBadges(words: Messages, incident: { status: string; outcome: string | null }): Html {
  const { status, outcome } = incident;
  return html`${badge(status, wordFor(words.statuses, status))}${outcome !== null && html` ${badge(outcome, wordFor(words.outcomes, outcome))}`}`;
}

/** The sentence of a cause; nothing for a cause that this version does not know. */
export function causeSentence(words: Messages, cause: string): string {
  return Object.hasOwn(words.causes, cause) ? words.causes[cause as Cause] : "";
}

/** What is wrong, in the reader's language: the sentence of the cause where the summary is not in it. */
export function headline(words: Messages, incident: Headlined): string {
  const cause = incident.cause === null ? "" : causeSentence(words, incident.cause);
  const subject = describeRef(incident.subject);
  return words.pages.incident.headline({ summary: incident.summary, cause, subject });
}

type Headlined = { summary: string; cause: string | null; subject: ObjectRef };

/** The summary below a headline that says less: names and figures, as they were written. */
export function detailOf(words: Messages, incident: Headlined): Html | false {
  return (
    headline(words, incident) !== incident.summary &&
    html`<p class="hint">${told(words, incident.summary)}</p>`
  );
}

/** A sentence of the service's own records, in the page's language as far as the catalogue knows it; the rest is English. */
export function told(words: Messages, text: string): Html {
  return html`${words.phrase(text).map(({ text: part, isKept }) => (isKept ? html`<span lang="en">${withTimes(part)}</span>` : withTimes(part)))}`;
}

const TIME_OF_OURS = /(\b\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2} UTC|T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z))/;

/** Times within a sentence are shown in the reader's zone, as those beside it are. */
function withTimes(text: string): Html {
  const pieces = text.split(TIME_OF_OURS);
  return html`${pieces.map((piece, index) => (index % 2 === 1 ? time(piece.replace(" UTC", "Z").replace(" ", "T")) : piece))}`;
}

/** The word for a kind of entry; the kind itself where this version does not know it. */
export function kindWord(words: Messages, kind: string): string {
  return wordFor(words.pages.kinds, kind).replaceAll("-", " ");
}

export function objectName(ref: ObjectRef): Html {
  return html`<span class="object">${describeRef(ref)}</span>`;
}

export function percent(confidence: number): string {
  return `${Math.round(confidence * 100)} %`;
}
