import { objectKey } from "../../domain/object-ref.ts";
import type { IncidentStory } from "../../incidents/incident-story.ts";
import type { IncidentView } from "../../incidents/incident-view.ts";
import { type Messages, wordFor } from "../../notify/messages/messages.ts";
import type { OutsideLinks } from "../../notify/outside-links.ts";
import { approvalsLine, onTheCard } from "./approvals-line.ts";
import { attemptsSection } from "./attempts-section.ts";
import { decisionForm, handsOffForm } from "./decision-form.ts";
import { experienceSection } from "./experience-section.ts";
import { findingSection } from "./finding-section.ts";
import { decisionsSection, handoverSection, signalsSection, timelineSection } from "./history-sections.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { notesSection } from "./notes-section.ts";
import { observedSection } from "./observed-section.ts";
import { outsideLinks } from "./outside-links.ts";
import { planSection } from "./plan-section.ts";
import { programsSection } from "./programs-section.ts";
import { saySection } from "./say-form.ts";
import { stepsSection } from "./steps-section.ts";
import { undoSection } from "./undo-section.ts";
import { mayDecide, type Visitor } from "./visitor.ts";
import {
  badge,
  causeSentence,
  detailOf,
  headline,
  objectName,
  percent,
  statusBadges,
  time,
  told,
} from "./words.ts";

export function incidentPage(visitor: Visitor, story: IncidentStory, outside: OutsideLinks = {}): Html {
  const { incident } = story;
  const { words } = visitor;
  const labels = words.pages.incident;
  const live = {
    events: `/incidents/${incident.id}/events?after=${story.sequence}`,
    announce: `${wordFor(words.statuses, incident.status)}: ${headline(words, incident)}`,
  };
  return page(
    visitor,
    { title: headline(words, incident), at: "incidents", live },
    html`${incidentHead(words, incident, { mergedInto: story.mergedInto, first: isAsked(incident) && wanted(visitor, incident) })}
${outsideLinks(visitor, outside)}
<div class="columns"><div>
${incident.handover !== null && handoverSection(words, incident.handover)}
${incident.plan !== null && planSection(words, incident.plan)}
${incident.outcome === "observed" && observedSection(words, story)}
${decisionPart(visitor, incident)}
${incident.finding !== null && findingSection(words, incident.finding)}
${story.programs.length > 0 && programsSection(words, story.programs)}
${story.attempts.length > 0 && attemptsSection(words, story.attempts)}
${story.steps.length > 0 && stepsSection(words, incident.id, story.steps)}
${undoSection(visitor, incident, story.attempts.at(-1)?.result)}
${handsOffPart(visitor, incident)}
${saySection(words, incident, mayDecide(visitor) ? visitor.csrf : null)}
</div><div>
${story.approvals.length > 0 && decisionsSection(words, story.approvals)}
${timelineSection(words, story)}
${incident.past !== undefined && experienceSection(words, incident.past)}
${incident.finding !== null && notesSection(words, incident.finding.notes)}
${incident.signals.length > 0 && signalsSection(words, incident.signals)}
</div></div>
<p><a href="/incidents">${labels.toList}</a></p>`,
  );
}

/** Above all else: somebody who was woken for it must not look for it. */
function wanted(visitor: Visitor, { approval }: IncidentView): Html {
  const { incident: labels, decide, waiting } = visitor.words.pages;
  return html`<p class="card ask"><strong>${labels.wanted}</strong> ${mayDecide(visitor) ? html`<a href="#decision">${labels.readPlan}</a>` : decide.viewer}${approval !== null && html`<br><span class="hint">${waiting.until} ${time(approval.expiresAt)}</span>`}</p>`;
}

export function incidentHead(
  words: Messages,
  incident: IncidentView,
  { mergedInto = null, first = false }: { mergedInto?: string | null; first?: Html | false } = {},
): Html {
  const labels = words.pages.incident;
  return html`<p id="state">${statusBadges(words, incident)}</p>
<h1>${headline(words, incident)}</h1>
${detailOf(words, incident)}
${first}
<dl class="facts card">
<dt>${labels.subject}</dt><dd>${objectName(incident.subject)}</dd>
${incident.workload !== null && objectKey(incident.workload) !== objectKey(incident.subject) && html`<dt>${labels.workload}</dt><dd>${objectName(incident.workload)}</dd>`}
<dt>${labels.cause}</dt><dd>${causeLine(words, incident)}</dd>
${incident.related.map((one) => html`<dt>${one.relation === "root" ? labels.causedBy : labels.causes}</dt><dd><a href="/incidents/${one.id}">${told(words, one.summary)}</a> ${badge(one.status, wordFor(words.statuses, one.status))}</dd>`)}
${mergedInto !== null && html`<dt>${labels.mergedInto}</dt><dd><a href="/incidents/${mergedInto}">${mergedInto}</a></dd>`}
<dt>${labels.opened}</dt><dd>${time(incident.openedAt)}</dd>
${incident.closedAt !== null && html`<dt>${labels.closed}</dt><dd>${time(incident.closedAt)}</dd>`}
<dt>${labels.id}</dt><dd><code>${incident.id}</code></dd>
</dl>`;
}

function causeLine(words: Messages, { cause, confidence }: IncidentView): Html {
  const labels = words.pages.incident;
  if (cause === null) return html`${labels.notDiagnosed}`;
  const sure = confidence === null ? "" : ` · ${labels.sure(percent(confidence))}`;
  return html`<code>${cause}</code> <span class="hint">${causeSentence(words, cause)}${sure}</span>`;
}

function decisionPart(visitor: Visitor, incident: IncidentView): Html | null {
  const { approval, plan } = incident;
  if (approval === null || plan === null || !isAsked(incident)) return null;
  if (plan.decideOn === "card") {
    return html`${onTheCard(visitor.words, plan)}${approvalsLine(visitor.words, approval)}`;
  }
  if (!mayDecide(visitor)) return null;
  return decisionForm(visitor, {
    action: `/incidents/${encodeURIComponent(incident.id)}/decision`,
    digest: plan.digest,
    expiresAt: approval.expiresAt,
    risk: plan.risk.level,
    csrf: visitor.csrf,
    approvals: approval,
    isLink: false,
  });
}

/** Where no decision is asked for, a person may still say "mine" or "not now"; a change under way is not taken over. */
function handsOffPart(visitor: Visitor, incident: IncidentView): Html | null {
  const isDecidedHere = isAsked(incident) && incident.plan?.decideOn !== "card";
  if (!mayDecide(visitor) || incident.status === "closed" || isDecidedHere) return null;
  return handsOffForm(visitor, {
    action: `/incidents/${encodeURIComponent(incident.id)}/decision`,
    canTakeOver: ["investigating", "awaiting-approval", "needs-person"].includes(incident.status),
    csrf: visitor.csrf,
  });
}

function isAsked({ status, approval, plan }: IncidentView): boolean {
  return status === "awaiting-approval" && approval?.state === "pending" && plan !== null;
}
