import type { Approval } from "../../domain/approval.ts";
import type { IncidentView } from "../../incidents/incident-view.ts";
import { onTheCard } from "./approvals-line.ts";
import { decisionForm } from "./decision-form.ts";
import { findingSection } from "./finding-section.ts";
import { type Html, html } from "./html.ts";
import { incidentHead } from "./incident-page.ts";
import { page } from "./layout.ts";
import { planSection } from "./plan-section.ts";
import { badge, time } from "./words.ts";

export interface ApprovalView {
  approval: Approval;
  incident: IncidentView;
  token: string;
  now: Date;
}

/** What a person decides on. Rendering it changes nothing, so that a link preview may fetch it as often as it likes. */
export function approvalPage(view: ApprovalView): Html {
  const { approval, incident } = view;
  const plan = incident.plan?.digest === approval.planDigest ? incident.plan : null;
  const isOpen = approval.state === "pending" && approval.expiresAt > view.now && plan !== null;
  return page(
    { title: isOpen ? "A decision is wanted" : "Approval", csrf: null },
    html`${incidentHead(incident)}
${!isOpen && html`<section class="card" aria-labelledby="state"><h2 id="state">Nothing to decide</h2>${approvalState(view)}</section>`}
<div class="columns"><div>
${plan !== null && planSection(plan)}
${isOpen && (plan.decideOn === "card" ? onTheCard() : decisionForm({ action: `/approvals/${encodeURIComponent(view.token)}`, digest: approval.planDigest, expiresAt: approval.expiresAt, risk: plan.risk.level, csrf: null, approvals: { approvers: plan.approvers ?? 1, first: approval.first }, isLink: true }))}
</div><div>
${incident.finding !== null && findingSection(incident.finding)}
</div></div>`,
  );
}

/** How an approval that takes no decision any more came to its end. */
function approvalState({ approval, incident, now }: ApprovalView): Html {
  switch (approval.state) {
    case "approved":
    case "rejected":
      return html`<p>${badge(approval.state)} The plan was ${approval.state} by ${approval.by ?? "a person"}${approval.decidedAt !== null && html` at ${time(approval.decidedAt)}`}.</p>${approval.reason !== null && approval.reason !== "" && html`<blockquote>${approval.reason}</blockquote>`}`;
    case "void":
      return html`<p>${badge("void")} The question no longer stands: ${approval.reason ?? "what the plan relied on has changed"}. Nothing was done.</p>`;
    case "expired":
      return expired(approval);
    case "pending":
      return approval.expiresAt <= now
        ? expired(approval)
        : html`<p>${badge("void")} The plan has changed since this link was made. The incident is ${incident.status.replaceAll("-", " ")} now; a new link comes with a new question.</p>`;
  }
}

function expired(approval: Approval): Html {
  return html`<p>${badge("expired")} Nobody decided by ${time(approval.expiresAt)}. Nothing was done, and the incident is with a person.</p>`;
}

export interface DecisionResultView {
  title: string;
  message: string;
  incidentId: string | null;
  csrf: string | null;
}

export function decisionResultPage(view: DecisionResultView): Html {
  return page(
    { title: view.title, csrf: view.csrf },
    html`<div class="card narrow" role="status"><h1>${view.title}</h1><p>${view.message}</p>
${view.incidentId !== null && html`<p><a class="button" href="/incidents/${encodeURIComponent(view.incidentId)}">See what happens</a></p>`}</div>`,
  );
}
