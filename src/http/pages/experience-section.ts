import { describeRef } from "../../domain/object-ref.ts";
import type { PastView } from "../../incidents/experience/past-view.ts";
import { type Messages, wordFor } from "../../notify/messages/messages.ts";
import { type Html, html } from "./html.ts";
import { badge, time } from "./words.ts";

/** What was remembered: what people said of this incident, how repairs did before, and how the like ended. */
export function experienceSection(words: Messages, past: PastView): Html | null {
  const { said, hints, actions, incidents } = past;
  const labels = words.pages.experience;
  if (said === null && hints.length + actions.length + incidents.length === 0) return null;
  return html`<section class="card" aria-labelledby="experience">
<h2 id="experience">${labels.title}</h2>
${said !== null && html`<h3>${labels.whatItWas}</h3><p>${said.cause !== null && html`<code>${said.cause}</code> `}${said.text} <span class="hint">${said.by}, ${time(said.at)}</span></p>`}
${hints.length > 0 && html`<h3>${labels.hints}</h3><ul>${hints.map(({ text, by, at }) => html`<li>${text} <span class="hint">${by}, ${time(at)}</span></li>`)}</ul>`}
${
  actions.length > 0 &&
  html`<h3>${labels.repairs}</h3><ul>${actions.map(
    ({ action, all, here }) =>
      html`<li><code>${action}</code> ${labels.held(all.held, all.tried)}, ${here.tried === 0 ? labels.neverHere : labels.here(here.held, here.tried)}</li>`,
  )}</ul>`
}
${incidents.length > 0 && html`<h3>${labels.earlier}</h3><ul>${incidents.map((one) => earlier(words, one))}</ul>`}
</section>`;
}

function earlier(words: Messages, past: PastView["incidents"][number]): Html {
  const { outcome, lastAttempt, said } = past;
  const end = outcome === null ? wordFor(words.statuses, past.status) : wordFor(words.outcomes, outcome);
  return html`<li><a href="/incidents/${past.id}">${describeRef(past.subject)}</a> ${badge(outcome ?? past.status, end)} <span class="hint">${time(past.openedAt)}${lastAttempt !== null && ` · ${lastAttempt.action}: ${wordFor(words.results, lastAttempt.result)}`}</span>${said !== null && html`<br>${words.pages.experience.said(said.by)} ${said.cause !== null && html`<code>${said.cause}</code> `}${said.text}`}</li>`;
}
