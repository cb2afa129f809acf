import type { IncidentView } from "../../incidents/incident-view.ts";
import type { Messages } from "../../notify/messages/messages.ts";
import { NAME_MAX_LENGTH } from "./decision-form.ts";
import { type Html, html } from "./html.ts";

const MOST_SAID_CHARS = 500;
/** A change under way is proven first; what is closed is not looked at again. */
const TAKES_HINTS: readonly IncidentView["status"][] = ["awaiting-approval", "needs-person"];

/** Asks once what it was, and takes a hint while somebody still decides. */
export function saySection(words: Messages, incident: IncidentView, csrf: string | null): Html | null {
  const { say, decide } = words.pages;
  const { causes, who = null } = incident.past?.question ?? {};
  const takesHint = TAKES_HINTS.includes(incident.status);
  if (csrf === null || (causes === undefined && !takesHint)) return null;
  return html`<section class="card" aria-labelledby="say">
<h2 id="say">${causes === undefined ? say.hintTitle : say.question}</h2>
${causes !== undefined && html`<p>${who !== null && html`<strong>${who}</strong> · `}${say.once}</p>`}
<form method="post" action="/incidents/${encodeURIComponent(incident.id)}/decision" class="stack">
<input type="hidden" name="csrf" value="${csrf}">
<label for="say-by">${say.by} <span class="hint">${decide.nameHint}</span></label>
<input id="say-by" name="by" maxlength="${NAME_MAX_LENGTH}" autocomplete="name">
${
  causes !== undefined &&
  html`<label for="say-cause">${words.pages.incident.cause}</label>
<select id="say-cause" name="cause"><option value="">${say.other}</option>${causes.map(
    (cause) => html`<option value="${cause}">${cause}: ${words.causes[cause]}</option>`,
  )}</select>`
}
<label for="say-text">${say.words} <span class="hint">${say.wordsHint}</span></label>
<textarea id="say-text" name="comment" rows="2" maxlength="${MOST_SAID_CHARS}"></textarea>
<p class="row buttons">${causes !== undefined && html`<button class="primary" name="decision" value="answer">${say.answer}</button>`}${takesHint && html`<button name="decision" value="hint">${say.hint}</button>`}</p>
</form>
</section>`;
}
