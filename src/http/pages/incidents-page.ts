import { CAUSE_NAMES } from "../../domain/cause.ts";
import { INCIDENT_STATUSES, type IncidentStatus } from "../../domain/incident.ts";
import { type IncidentPage, MOST_COUNTED, type StatusCounts } from "../../incidents/incident-list.ts";
import type { IncidentSummary } from "../../incidents/incident-view.ts";
import type { Messages } from "../../notify/messages/messages.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import type { Visitor } from "./visitor.ts";
import { detailOf, headline, objectName, percent, statusBadges, time } from "./words.ts";

export interface IncidentsView extends IncidentPage {
  filter: ListFilter;
  counts: StatusCounts;
}

/** What the reader chose; "" for any. */
export interface ListFilter {
  status: string;
  namespace: string;
  cause: string;
  text: string;
  limit: string;
}

export function incidentsPage(visitor: Visitor, view: IncidentsView): Html {
  const { list } = visitor.words.pages;
  const announce = list.now(openCounts(visitor.words, view.counts));
  return page(
    visitor,
    { title: list.title, at: "incidents", live: { events: "/incidents/events", announce } },
    html`<h1>${list.title}</h1>
${stateTabs(visitor.words, view)}
${filterForm(visitor.words, view.filter)}
${view.incidents.length === 0 ? emptyList(visitor.words, view.filter) : html`<ul class="incidents">${view.incidents.map((incident) => incidentRow(visitor.words, incident))}</ul>`}
${pager(visitor.words, view)}`,
  );
}

function incidentRow(words: Messages, incident: IncidentSummary): Html {
  return html`<li class="card" id="i-${incident.id}">
<div class="row"><span>${statusBadges(words, incident)}</span><span class="hint">${words.pages.list.opened} ${time(incident.openedAt)}</span></div>
<h2><a href="/incidents/${incident.id}">${headline(words, incident)}</a></h2>
${detailOf(words, incident)}
<p class="row"><span>${objectName(incident.subject)}</span><span class="hint">${causeWords(words, incident)}</span></p>
</li>`;
}

function causeWords(words: Messages, { cause, confidence }: IncidentSummary): Html {
  if (cause === null) return html`${words.pages.incident.notDiagnosed}`;
  return html`<code>${cause}</code>${confidence !== null && ` ${words.pages.incident.sure(percent(confidence))}`}`;
}

function emptyList(words: Messages, filter: ListFilter): Html {
  const { list } = words.pages;
  return html`<div class="card"><p>${isFiltered(filter) ? list.noMatch : list.none}</p></div>`;
}

const isFiltered = ({ status, namespace, cause, text }: ListFilter) =>
  [status, namespace, cause, text].some((value) => value !== "");

/** One link a state with how many there are; the rest of the filter stays. */
function stateTabs(words: Messages, { filter, counts }: IncidentsView): Html {
  const { list } = words.pages;
  const tab = (status: IncidentStatus | "", text: string, count: string) =>
    html`<li${count === "0" && status !== "" && status !== filter.status && html` class="empty"`}><a href="${listAddress({ ...filter, status })}"${filter.status === status && html` aria-current="true"`}>${text} <span class="count">${count}</span></a></li>`;
  const total = INCIDENT_STATUSES.reduce((sum, status) => sum + counts[status], 0);
  return html`<nav aria-label="${list.byState}"><ul class="tabs">${tab("", list.all, countText(total))}${INCIDENT_STATUSES.map(
    (status) => tab(status, words.statuses[status], countText(counts[status])),
  )}</ul></nav>`;
}

const countText = (count: number) => (count > MOST_COUNTED ? `${MOST_COUNTED}+` : String(count));

/** What is not over, in words, for those who hear the page. */
function openCounts(words: Messages, counts: StatusCounts): string {
  return INCIDENT_STATUSES.filter((status) => status !== "closed" && counts[status] > 0)
    .map((status) => `${words.statuses[status]}: ${countText(counts[status])}`)
    .join(", ");
}

function filterForm(words: Messages, filter: ListFilter): Html {
  const { list } = words.pages;
  return html`<form method="get" action="/incidents" class="filter" role="search" aria-label="${list.filter}">
${filter.status !== "" && html`<input type="hidden" name="status" value="${filter.status}">`}
<label>${list.search} <input type="search" name="text" value="${filter.text}" maxlength="200" spellcheck="false" placeholder="${list.searchHint}"></label>
<label>${list.namespace} <input name="namespace" value="${filter.namespace}" maxlength="63" spellcheck="false" autocapitalize="none"></label>
<label>${list.cause} <select name="cause"><option value="">${list.any}</option>${CAUSE_NAMES.map((cause) => html`<option${cause === filter.cause && html` selected`}>${cause}</option>`)}</select></label>
<span class="row buttons"><button>${list.apply}</button>${isFiltered(filter) && html`<a href="/incidents">${list.clear}</a>`}</span>
</form>`;
}

function pager(words: Messages, { filter, newer, older }: IncidentsView): Html | null {
  const { list } = words.pages;
  if (newer === null && older === null) return null;
  return html`<nav aria-label="${list.pages}" class="pager">
${newer !== null && html`<a class="button" href="${listAddress(filter, { before: newer })}" rel="prev">${list.newer}</a>`}
${older !== null && html`<a class="button" href="${listAddress(filter, { after: older })}" rel="next">${list.older}</a>`}
</nav>`;
}

function listAddress(filter: ListFilter, cursor: Record<string, string> = {}): string {
  const query = new URLSearchParams(
    Object.entries({ ...filter, ...cursor }).filter(([, value]) => value !== ""),
  );
  return query.size === 0 ? "/incidents" : `/incidents?${query}`;
}
