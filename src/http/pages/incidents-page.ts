import { CAUSE_NAMES } from "../../domain/cause.ts";
import { INCIDENT_STATUSES } from "../../domain/incident.ts";
import type { IncidentSummary } from "../../incidents/incident-view.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { objectName, percent, statusBadges, time } from "./words.ts";

export interface IncidentsView {
  incidents: IncidentSummary[];
  filter: { namespace: string; status: string; cause: string };
  /** Address of the next page; null on the last one. */
  next: string | null;
  csrf: string | null;
}

export function incidentsPage(view: IncidentsView): Html {
  return page(
    { title: "Incidents", csrf: view.csrf },
    html`<h1>Incidents</h1>
${filterForm(view.filter)}
${view.incidents.length === 0 ? emptyList(view.filter) : html`<ul class="incidents">${view.incidents.map(incidentRow)}</ul>`}
${view.next !== null && html`<p class="more"><a class="button" href="${view.next}" rel="next">Older incidents</a></p>`}`,
  );
}

function incidentRow(incident: IncidentSummary): Html {
  return html`<li class="card">
<div class="row"><span>${statusBadges(incident)}</span><span class="hint">opened ${time(incident.openedAt)}</span></div>
<h2><a href="/incidents/${encodeURIComponent(incident.id)}">${incident.summary}</a></h2>
<p class="row"><span>${objectName(incident.subject)}</span><span class="hint">${causeWords(incident)}</span></p>
</li>`;
}

function causeWords(incident: IncidentSummary): string {
  if (incident.cause === null) return "not yet diagnosed";
  return incident.confidence === null
    ? incident.cause
    : `${incident.cause}, ${percent(incident.confidence)} sure`;
}

function emptyList(filter: IncidentsView["filter"]): Html {
  const isFiltered = Object.values(filter).some((value) => value !== "");
  return html`<div class="card"><p>${isFiltered ? "No incident matches this filter." : "No incidents so far. That is good news, if the service hears of problems at all: see the parts at /readyz."}</p></div>`;
}

function filterForm(filter: IncidentsView["filter"]): Html {
  return html`<form method="get" action="/incidents" class="filter" role="search" aria-label="Filter">
<label>Namespace <input name="namespace" value="${filter.namespace}" maxlength="63" spellcheck="false"></label>
<label>Status ${select("status", INCIDENT_STATUSES, filter.status)}</label>
<label>Cause ${select("cause", CAUSE_NAMES, filter.cause)}</label>
<button>Filter</button>
</form>`;
}

function select(name: string, words: readonly string[], chosen: string): Html {
  return html`<select name="${name}"><option value="">any</option>${words.map((word) =>
    word === chosen ? html`<option selected>${word}</option>` : html`<option>${word}</option>`,
  )}</select>`;
}
