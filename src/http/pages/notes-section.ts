import type { Note } from "../../domain/note.ts";
import type { Messages } from "../../notify/messages/messages.ts";
import { type Html, html } from "./html.ts";

/**
 * What research found, each with its source. All of it is text that others wrote, the source too: nothing here leads
 * anywhere, so that no page can place a link before a person who decides.
 */
export function notesSection(words: Messages, notes: readonly Note[]): Html | null {
  if (notes.length === 0) return null;
  const labels = words.pages.notes;
  return html`<section class="card" aria-labelledby="notes">
<h2 id="notes">${labels.title}</h2>
<p class="hint">${labels.hint}</p>
<ul class="evidence">${notes.map(
    ({ kind, title, source, text }) => html`<li>
<p class="hint">${labels.kinds[kind]} · <code>${source}</code></p>
<details><summary>${title}</summary><pre tabindex="0">${text}</pre></details>
</li>`,
  )}</ul>
</section>`;
}
