import type { IncidentView } from "../../incidents/incident-view.ts";
import { NAME_MAX_LENGTH } from "./decision-form.ts";
import { type Html, html } from "./html.ts";
import { mayDecide, type Visitor } from "./visitor.ts";

/** For a fix that held: a person may want it undone. Whether that is still possible is looked at when they ask. */
export function undoSection(
  visitor: Visitor,
  incident: IncidentView,
  last: string | null | undefined,
): Html | null {
  if (incident.status !== "closed" || incident.outcome !== "fixed" || last !== "verified") return null;
  if (!mayDecide(visitor)) return null;
  const { undo, decide } = visitor.words.pages;
  return html`<section class="card" aria-labelledby="undo">
<h2 id="undo">${undo.title}</h2>
<p>${undo.what}</p>
<form method="post" action="/incidents/${encodeURIComponent(incident.id)}/undo" class="stack">
<input type="hidden" name="csrf" value="${visitor.csrf}">
<label for="undo-by">${decide.name} <span class="hint">${decide.nameHint}</span></label>
<input id="undo-by" name="by" maxlength="${NAME_MAX_LENGTH}" autocomplete="name">
<label for="undo-reason">${undo.reason}</label>
<input id="undo-reason" name="reason" maxlength="500" required>
<p class="row buttons"><button>${undo.button}</button></p>
</form>
</section>`;
}
