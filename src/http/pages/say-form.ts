import { CAUSES } from "../../domain/cause.ts";
import type { IncidentView } from "../../incidents/incident-view.ts";
import { NAME_MAX_LENGTH } from "./decision-form.ts";
import { type Html, html } from "./html.ts";

const MOST_SAID_CHARS = 500;
/** A change under way is proven first; what is closed is not looked at again. */
const TAKES_HINTS: readonly IncidentView["status"][] = ["awaiting-approval", "needs-person"];

/** Asks once what it was, and takes a hint while somebody still decides. */
export function saySection(incident: IncidentView, csrf: string | null): Html | null {
  const causes = incident.past?.question?.causes;
  const takesHint = TAKES_HINTS.includes(incident.status);
  if (csrf === null || (causes === undefined && !takesHint)) return null;
  const title = causes === undefined ? "Give a hint" : "What was it?";
  return html`<section class="card" aria-labelledby="say">
<h2 id="say">${title}</h2>
${causes !== undefined && html`<p>Asked once. The answer is shown when the like happens again.</p>`}
<form method="post" action="/incidents/${encodeURIComponent(incident.id)}/decision" class="stack">
<input type="hidden" name="csrf" value="${csrf}">
<label for="say-by">Your name <span class="hint">for the record</span></label>
<input id="say-by" name="by" maxlength="${NAME_MAX_LENGTH}" autocomplete="name">
${
  causes !== undefined &&
  html`<label for="say-cause">Cause</label>
<select id="say-cause" name="cause"><option value="">something else</option>${causes.map(
    (cause) => html`<option value="${cause}">${cause}: ${CAUSES[cause].sentence}</option>`,
  )}</select>`
}
<label for="say-text">In a few words <span class="hint">what it was, or what it may be</span></label>
<textarea id="say-text" name="comment" rows="2" maxlength="${MOST_SAID_CHARS}"></textarea>
<p class="row buttons">${causes !== undefined && html`<button class="primary" name="decision" value="answer">This is what it was</button>`}${takesHint && html`<button name="decision" value="hint">Look again with this hint</button>`}</p>
</form>
</section>`;
}
