import type { Place } from "../../domain/place.ts";
import { MOST_WAITING, type WaitingApproval } from "../../incidents/waiting-approvals.ts";
import type { OutsideLinks } from "../../notify/outside-links.ts";
import { onTheCard } from "./approvals-line.ts";
import { decisionForm, whatId } from "./decision-form.ts";
import { answerText, answerWords, type DecisionResultView } from "./decision-result-page.ts";
import { evidenceList } from "./finding-section.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { outsideLinks } from "./outside-links.ts";
import { planSection } from "./plan-section.ts";
import { mayDecide, type Visitor } from "./visitor.ts";
import { badge, detailOf, headline, objectName, time, told } from "./words.ts";

export interface ApprovalsView {
  /** The one with the least time left first. */
  waiting: WaitingApproval[];
  /** What came of the decision that was just sent. */
  answer: DecisionResultView | null;
  outside: (place: Place) => OutsideLinks;
}

/** Everything that waits for a person, to be decided where it stands. */
export function approvalsPage(visitor: Visitor, view: ApprovalsView): Html {
  const { waiting: labels } = visitor.words.pages;
  const live = { events: "/incidents/events", announce: labels.count(view.waiting.length) };
  return page(
    visitor,
    { title: labels.title, at: "approvals", live },
    html`<h1>${labels.title}</h1>
${view.answer !== null && answered(visitor, view.answer)}
${view.waiting.length > 0 && !mayDecide(visitor) && html`<p class="card ask">${visitor.words.pages.decide.viewer}</p>`}
${view.waiting.length === 0 ? html`<div class="card"><p class="lead">${labels.none}</p><p class="hint">${labels.noneHint}</p></div>` : html`<ol class="incidents">${view.waiting.map((one) => waitingItem(visitor, one, view.outside(one.place)))}</ol>`}
${view.waiting.length >= MOST_WAITING && html`<p class="hint">${labels.more}</p>`}`,
  );
}

function answered(visitor: Visitor, { answer, incidentId }: DecisionResultView): Html {
  return html`<div class="card" role="status" id="answer"><h2>${answerWords(visitor, answer).title}</h2>${answerText(visitor, answer)}
${incidentId !== null && html`<p><a href="/incidents/${incidentId}">${visitor.words.pages.decide.follow}</a></p>`}</div>`;
}

function waitingItem(
  visitor: Visitor,
  { approval, incident, plan, finding }: WaitingApproval,
  outside: OutsideLinks,
): Html {
  const { words } = visitor;
  const labels = words.pages.waiting;
  const address = `/incidents/${incident.id}`;
  const known = { ...incident, cause: finding?.cause ?? null };
  return html`<li class="waiting" id="w-${approval.id}">
<div class="card">
<div class="row"><span>${badge(plan.risk.level, `${words.labels.risk}: ${words.risks[plan.risk.level]}`)}</span><span class="hint">${labels.until} ${time(approval.expiresAt)}</span></div>
<h2 id="${whatId(approval.id)}"><a href="${address}">${headline(words, known)}</a></h2>
${detailOf(words, known)}
<p class="row"><span>${objectName(incident.subject)}</span>${approval.askAgainAt !== null && html`<span class="hint">${labels.putOff} ${time(approval.askAgainAt)}</span>`}</p>
${finding !== null && html`<details><summary>${words.labels.evidence} (${finding.evidence.length})</summary><p>${told(words, finding.sentence)}</p>${evidenceList(words, finding.evidence)}</details>`}
${outsideLinks(visitor, outside)}
</div>
${planSection(words, plan, `plan-${approval.id}`, whatId(approval.id))}
${plan.decideOn === "card" && onTheCard(words, plan, approval.id)}
${plan.decideOn !== "card" && mayDecide(visitor) && decisionForm(visitor, { approvals: { approvers: plan.approvers ?? 1, first: approval.first }, isLink: false, action: `${address}/decision`, digest: approval.planDigest, expiresAt: approval.expiresAt, risk: plan.risk.level, csrf: visitor.csrf, key: approval.id, from: "approvals" })}
</li>`;
}
