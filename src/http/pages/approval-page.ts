import type { Approval } from "../../domain/approval.ts";
import type { IncidentView } from "../../incidents/incident-view.ts";
import type { OutsideLinks } from "../../notify/outside-links.ts";
import { onTheCard } from "./approvals-line.ts";
import { decisionForm } from "./decision-form.ts";
import { findingSection } from "./finding-section.ts";
import { type Html, html } from "./html.ts";
import { incidentHead } from "./incident-page.ts";
import { page } from "./layout.ts";
import { outsideLinks } from "./outside-links.ts";
import { planSection } from "./plan-section.ts";
import type { Visitor } from "./visitor.ts";
import { badge, time, told } from "./words.ts";

export interface ApprovalView {
  approval: Approval;
  incident: IncidentView;
  token: string;
  /** Where its logs and runbook are. */
  outside: OutsideLinks;
  now: Date;
}

/** What a person decides on. Rendering it changes nothing, so that a link preview may fetch it as often as it likes. */
export function approvalPage(visitor: Visitor, view: ApprovalView): Html {
  const { approval, incident } = view;
  const { words } = visitor;
  const labels = words.pages.approval;
  const plan = incident.plan?.digest === approval.planDigest ? incident.plan : null;
  const isOpen = approval.state === "pending" && approval.expiresAt > view.now && plan !== null;
  const form = isOpen &&
    plan.decideOn !== "card" && {
      action: `/approvals/${encodeURIComponent(view.token)}`,
      digest: approval.planDigest,
      expiresAt: approval.expiresAt,
      risk: plan.risk.level,
      csrf: null,
      approvals: { approvers: plan.approvers ?? 1, first: approval.first },
      isLink: true,
    };
  return page(
    visitor,
    { title: isOpen ? labels.wanted : labels.title },
    html`${incidentHead(words, incident)}
${outsideLinks(visitor, view.outside)}
${!isOpen && html`<section class="card" aria-labelledby="state"><h2 id="state">${labels.nothing}</h2>${approvalState(visitor, view)}<p><a class="button" href="/incidents/${encodeURIComponent(incident.id)}">${words.pages.decide.follow}</a></p></section>`}
<div class="columns"><div>
${plan !== null && planSection(words, plan)}
${isOpen && plan.decideOn === "card" && onTheCard(words, plan)}
${form && decisionForm(visitor, form)}
</div><div>
${incident.finding !== null && findingSection(words, incident.finding)}
</div></div>`,
  );
}

/** How an approval that takes no decision any more came to its end. */
function approvalState({ words }: Visitor, { approval, now }: ApprovalView): Html {
  const { approval: labels, approvalStates: states } = words.pages;
  switch (approval.state) {
    case "approved":
    case "rejected":
      return html`<p>${badge(approval.state, states[approval.state])} ${labels.was[approval.state](approval.by ?? labels.person)}${approval.decidedAt !== null && html`, ${time(approval.decidedAt)}`}</p>${approval.reason !== null && approval.reason !== "" && html`<blockquote>${approval.reason}</blockquote>`}`;
    case "void":
      return html`<p>${badge("void", states.void)} ${labels.noLonger}</p><blockquote>${approval.reason === null ? labels.relied : told(words, approval.reason)}</blockquote>`;
    case "expired":
      return expired(words.pages, approval);
    case "pending":
      return approval.expiresAt <= now
        ? expired(words.pages, approval)
        : html`<p>${badge("void", states.void)} ${labels.newPlan}</p>`;
  }
}

function expired({ approval: labels, approvalStates }: Visitor["words"]["pages"], approval: Approval): Html {
  return html`<p>${badge("expired", approvalStates.expired)} ${time(approval.expiresAt)}</p><p>${labels.nobody}</p>`;
}
