import { CAUSES } from "../../domain/cause.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { IncidentView } from "../../incidents/incident-view.ts";
import { approvalsLine, onTheCard } from "./approvals-line.ts";
import { decisionForm, handsOffForm } from "./decision-form.ts";
import { experienceSection } from "./experience-section.ts";
import { findingSection } from "./finding-section.ts";
import { attemptsSection, handoverSection, signalsSection, timelineSection } from "./history-sections.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { planSection } from "./plan-section.ts";
import { saySection } from "./say-form.ts";
import { badge, objectName, percent, statusBadges, time } from "./words.ts";

export function incidentPage(incident: IncidentView, csrf: string | null): Html {
  return page(
    { title: incident.summary, csrf },
    html`${incidentHead(incident)}
${isDecidable(incident, csrf) && html`<p class="card ask">A decision is wanted. <a href="#decision">Read the plan and decide</a>.</p>`}
<div class="columns"><div>
${incident.handover !== null && handoverSection(incident.handover)}
${incident.finding !== null && findingSection(incident.finding)}
${incident.plan !== null && planSection(incident.plan)}
${approvalPart(incident, csrf)}
${handsOffPart(incident, csrf)}
${saySection(incident, csrf)}
${incident.past !== undefined && experienceSection(incident.past)}
${incident.attempts.length > 0 && attemptsSection(incident.attempts)}
</div><div>
${timelineSection(incident.timeline)}
${incident.signals.length > 0 && signalsSection(incident.signals)}
</div></div>`,
  );
}

export function incidentHead(incident: IncidentView): Html {
  return html`<p>${statusBadges(incident)}</p>
<h1>${incident.summary}</h1>
<dl class="facts card">
<dt>Subject</dt><dd>${objectName(incident.subject)}</dd>
${incident.workload !== null && objectKey(incident.workload) !== objectKey(incident.subject) && html`<dt>Workload</dt><dd>${objectName(incident.workload)}</dd>`}
<dt>Cause</dt><dd>${incident.cause === null ? "not yet diagnosed" : html`<code>${incident.cause}</code> <span class="hint">${CAUSES[incident.cause]?.sentence}${incident.confidence !== null && `, ${percent(incident.confidence)} sure`}</span>`}</dd>
${incident.related.map((one) => html`<dt>${one.relation === "root" ? "Caused by" : "Causes"}</dt><dd><a href="/incidents/${one.id}">${one.summary}</a> ${badge(one.status)}</dd>`)}
<dt>Opened</dt><dd>${time(incident.openedAt)}</dd>
${incident.closedAt !== null && html`<dt>Closed</dt><dd>${time(incident.closedAt)}</dd>`}
<dt>Incident</dt><dd><code>${incident.id}</code></dd>
</dl>`;
}

function approvalPart(incident: IncidentView, csrf: string | null): Html | null {
  const { approval, plan } = incident;
  if (approval === null || plan === null) return null;
  if (isDecidable(incident, csrf)) {
    return decisionForm({
      action: `/incidents/${encodeURIComponent(incident.id)}/decision`,
      digest: plan.digest,
      expiresAt: approval.expiresAt,
      risk: plan.risk.level,
      csrf,
      approvals: approval,
      isLink: false,
    });
  }
  if (isWaiting(incident) && plan.decideOn === "card") return html`${onTheCard()}${approvalsLine(approval)}`;
  return html`<section class="card" aria-labelledby="approval"><h2 id="approval">Approval</h2><dl class="facts">
<dt>State</dt><dd>${badge(approval.state)}</dd>
${approval.first !== null && html`<dt>First yes</dt><dd>${approval.first.by} <span class="hint">through the ${approval.first.door}, ${time(approval.first.at)}</span></dd>`}
${approval.by !== null && html`<dt>By</dt><dd>${approval.by}${approval.door !== null && html` <span class="hint">through the ${approval.door}</span>`}</dd>`}
${approval.reason !== null && approval.reason !== "" && html`<dt>Reason</dt><dd>${approval.reason}</dd>`}
</dl></section>`;
}

/** Where no decision is asked for, a person may still say "mine" or "not now"; a change under way is not taken over. */
function handsOffPart(incident: IncidentView, csrf: string | null): Html | null {
  if (csrf === null || incident.status === "closed" || isDecidable(incident, csrf)) return null;
  return handsOffForm({
    action: `/incidents/${encodeURIComponent(incident.id)}/decision`,
    canTakeOver: ["investigating", "awaiting-approval", "needs-person"].includes(incident.status),
    csrf,
  });
}

/** A form needs a session behind it; whoever comes with the token alone decides over the API. */
function isDecidable(incident: IncidentView, csrf: string | null): boolean {
  const { plan } = incident;
  return isWaiting(incident) && plan !== null && plan.decideOn !== "card" && csrf !== null;
}

function isWaiting(incident: IncidentView): boolean {
  return incident.status === "awaiting-approval" && incident.approval?.state === "pending";
}
