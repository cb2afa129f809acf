import type { ProgramStory } from "../../incidents/computation-story.ts";
import type { Messages } from "../../notify/messages/messages.ts";
import { foldedText } from "./folded-text.ts";
import { type Html, html } from "./html.ts";
import { time } from "./words.ts";

/** What was computed over the evidence, each with the code that did it: text that is shown and never run here. */
export function programsSection(words: Messages, programs: readonly ProgramStory[]): Html {
  const labels = words.pages.programs;
  return html`<section class="card" aria-labelledby="programs">
<h2 id="programs">${labels.title}</h2>
<ul class="evidence">${programs.map(
    ({ at, text, analysis, code, codeDigest }) => html`<li>
<p class="hint">${time(at)} · ${analysis === null ? labels.byModel : `${labels.shipped}: ${analysis}`}</p>
${foldedText(text)}
<details><summary>${labels.code} <code>sha256 ${codeDigest.slice(0, 12)}</code></summary><pre tabindex="0">${code}</pre></details>
</li>`,
  )}</ul>
</section>`;
}
