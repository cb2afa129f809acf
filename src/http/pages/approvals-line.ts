import type { Plan } from "../../domain/plan.ts";
import type { ApprovalView } from "../../incidents/incident-view.ts";
import { type Messages, wordFor } from "../../notify/messages/messages.ts";
import { whoDecides } from "../../notify/story.ts";
import { type Html, html } from "./html.ts";
import { time } from "./words.ts";

export type ApprovalCount = Pick<ApprovalView, "approvers" | "first">;

/** How far two people have come; nothing where one is enough. */
export function approvalsLine(words: Messages, { approvers, first }: ApprovalCount): Html | false {
  if (approvers < 2) return false;
  const { approval } = words.pages;
  return first === null
    ? html`<p><strong>${approval.noneOfTwo}</strong> ${approval.twoPeople}</p>`
    : html`<p><strong>${approval.oneOfTwo}</strong> ${first.by}, ${time(first.at)} <span class="hint">${wordFor(approval.doors, first.door)}</span>. ${approval.secondPerson}</p>`;
}

/** In place of a form where no page may decide. */
export function onTheCard(words: Messages, plan: Pick<Plan, "decidedBy">, key?: string): Html {
  const id = key === undefined ? "decision" : `decision-${key}`;
  const names = key === undefined ? id : `${id} what-${key}`;
  return html`<section class="card ask" aria-labelledby="${names}">
<h2 id="${id}">${words.pages.approval.onTheCard}</h2>
<p>${words.pages.approval.onTheCardWhy}${plan.decidedBy !== undefined && html` ${words.decidedBy(whoDecides(plan.decidedBy))}`}</p>
</section>`;
}
