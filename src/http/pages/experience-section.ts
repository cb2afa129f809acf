import { describeRef } from "../../domain/object-ref.ts";
import type { PastView } from "../../incidents/experience/past-view.ts";
import { type Html, html } from "./html.ts";
import { badge, time } from "./words.ts";

/** What was remembered: what people said of this incident, how repairs did before, and how the like ended. */
export function experienceSection({ said, hints, actions, incidents }: PastView): Html | null {
  if (said === null && hints.length + actions.length + incidents.length === 0) return null;
  return html`<section class="card" aria-labelledby="experience">
<h2 id="experience">Experience</h2>
${said !== null && html`<h3>What it was</h3><p>${said.cause !== null && html`<code>${said.cause}</code> `}${said.text} <span class="hint">${said.by}, ${time(said.at)}</span></p>`}
${hints.length > 0 && html`<h3>Hints</h3><ul>${hints.map(({ text, by, at }) => html`<li>${text} <span class="hint">${by}, ${time(at)}</span></li>`)}</ul>`}
${
  actions.length > 0 &&
  html`<h3>How repairs did for this cause on objects like this one</h3><ul>${actions.map(
    ({ action, all, here }) =>
      html`<li><code>${action}</code> held ${all.held} of ${all.tried} times, ${here.tried === 0 ? "never tried here" : `here ${here.held} of ${here.tried}`}</li>`,
  )}</ul>`
}
${
  incidents.length > 0 &&
  html`<h3>Earlier incidents of the same shape</h3><ul>${incidents.map(
    (one) =>
      html`<li><a href="/incidents/${one.id}">${describeRef(one.subject)}</a> ${badge(one.outcome ?? one.status)} <span class="hint">${time(one.openedAt)}${one.lastAttempt !== null && ` · ${one.lastAttempt.action}: ${one.lastAttempt.result}`}</span>${one.said !== null && html`<br>${one.said.by} said: ${one.said.cause !== null && html`<code>${one.said.cause}</code> `}${one.said.text}`}</li>`,
  )}</ul>`
}
</section>`;
}
