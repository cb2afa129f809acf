import type { IncidentStory } from "../../incidents/incident-story.ts";
import type { Messages } from "../../notify/messages/messages.ts";
import { type Html, html } from "./html.ts";
import { time, told } from "./words.ts";

/** Whether the plan that was only observed would have been right. */
export function observedSection(words: Messages, { timeline }: Pick<IncidentStory, "timeline">): Html {
  const { observed } = words.pages;
  const judged = timeline.findLast(({ kind }) => kind === "observed-judged");
  return html`<section class="card" aria-labelledby="observed">
<h2 id="observed">${observed.title}</h2>
<p>${judged === undefined ? observed.notYet : html`${told(words, judged.text)} <span class="hint">${time(judged.at)}</span>`}</p>
</section>`;
}
