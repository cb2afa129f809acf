import type { BreakerRecord } from "../../domain/breaker.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { mayDecide, type Visitor } from "./visitor.ts";
import { badge, time, told } from "./words.ts";

export interface BreakersView {
  open: BreakerRecord[];
  past: BreakerRecord[];
  /** What came of a form that was just sent. */
  answer: "lifted" | "was-lifted" | null;
}

/** What stops changes now, who may lift it, and what stopped them before. */
export function breakersPage(visitor: Visitor, view: BreakersView): Html {
  const { breakers: labels } = visitor.words.pages;
  return page(
    visitor,
    { title: labels.title, at: "breakers" },
    html`<h1>${labels.title}</h1>
${view.answer !== null && html`<div class="card" role="status" id="answer"><p class="lead">${view.answer === "lifted" ? labels.lifted : labels.wasLifted}</p></div>`}
${view.open.length === 0 ? html`<div class="card"><p class="lead">${labels.none}</p><p class="hint">${labels.noneHint}</p></div>` : html`<ol class="incidents">${view.open.map((one) => openItem(visitor, one))}</ol>`}
${view.past.length > 0 && html`<section class="card" aria-labelledby="past"><h2 id="past">${labels.past}</h2><ul>${view.past.map((one) => pastItem(visitor, one))}</ul></section>`}`,
  );
}

function openItem(visitor: Visitor, breaker: BreakerRecord): Html {
  const { breakers: labels } = visitor.words.pages;
  return html`<li class="card" id="b-${breaker.id}">
<div class="row"><h2>${labels.names[breaker.breaker]}</h2>${badge("failed", labels.open)}</div>
<p>${told(visitor.words, breaker.reason)}</p>
<p class="hint">${labels.since} ${time(breaker.openedAt)} · ${labels.seen} ${time(breaker.seenAt)}${breaker.incidentId !== null && html` · <a href="/incidents/${breaker.incidentId}">${labels.incident}</a>`}</p>
<p>${labels.ends[breaker.breaker]}</p>
${mayDecide(visitor) && html`<form method="post" action="/breakers/${breaker.id}/lift"><input type="hidden" name="csrf" value="${visitor.csrf}"><label>${visitor.words.pages.decide.name} <input name="by" maxlength="100" autocomplete="name"></label> <button class="danger">${labels.lift}</button></form>`}
</li>`;
}

function pastItem(visitor: Visitor, breaker: BreakerRecord): Html {
  const { breakers: labels } = visitor.words.pages;
  const by = breaker.liftedBy === "recovery" ? labels.recovery : (breaker.liftedBy ?? "");
  return html`<li>${labels.names[breaker.breaker]}: ${told(visitor.words, breaker.reason)} <span class="hint">${time(breaker.openedAt)} – ${breaker.liftedAt !== null && time(breaker.liftedAt)} · ${labels.liftedBy} ${by}</span>${breaker.incidentId !== null && html` <a href="/incidents/${breaker.incidentId}">${labels.incident}</a>`}</li>`;
}
