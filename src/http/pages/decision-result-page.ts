import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import type { Visitor } from "./visitor.ts";
import { time } from "./words.ts";

/** What came of a decision. */
export interface DecisionResult {
  /** A word of a closed list; the catalogue has the words for people. */
  reason: string;
  /** For a reason that the catalogue does not know. */
  title: string;
  message: string;
  until?: Date;
  by?: string;
}

export interface DecisionResultView {
  answer: DecisionResult;
  incidentId: string | null;
}

export function decisionResultPage(visitor: Visitor, { answer, incidentId }: DecisionResultView): Html {
  const { title } = answerWords(visitor, answer);
  return page(
    visitor,
    { title },
    html`<div class="card narrow" role="status"><h1>${title}</h1>${answerText(visitor, answer)}
${incidentId !== null && html`<p><a class="button" href="/incidents/${encodeURIComponent(incidentId)}">${visitor.words.pages.decide.follow}</a></p>`}</div>`,
  );
}

export function answerWords({ words }: Visitor, answer: DecisionResult): { title: string; message: string } {
  const known: Record<string, { title: string; message: string }> = words.pages.answers;
  return (Object.hasOwn(known, answer.reason) ? known[answer.reason] : undefined) ?? answer;
}

export function answerText(visitor: Visitor, answer: DecisionResult): Html {
  return html`<p>${answerWords(visitor, answer).message}</p>
${answer.until !== undefined && html`<p>${time(answer.until)}</p>`}
${answer.by !== undefined && html`<p>${visitor.words.pages.approval.by}: ${answer.by}</p>`}`;
}
