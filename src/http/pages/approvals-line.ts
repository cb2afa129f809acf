import type { ApprovalView } from "../../incidents/incident-view.ts";
import { type Html, html } from "./html.ts";
import { time } from "./words.ts";

export type ApprovalCount = Pick<ApprovalView, "approvers" | "first">;

/** How far two people have come; nothing where one is enough. */
export function approvalsLine({ approvers, first }: ApprovalCount): Html | false {
  if (approvers < 2) return false;
  return first === null
    ? html`<p><strong>0 of 2.</strong> Two people must say yes to this plan. Everybody with the operator token counts as one person, and so does everybody with a link.</p>`
    : html`<p><strong>1 of 2,</strong> by ${first.by} at ${time(first.at)} through the ${first.door}; a second person is needed.</p>`;
}

/** In place of a form where no page may decide. */
export function onTheCard(): Html {
  return html`<section class="card ask" aria-labelledby="decision">
<h2 id="decision">Decided on the card</h2>
<p>The policy wants the chat to vouch for whoever decides this plan, so it is decided with the buttons of its card in the chat, and neither here nor over the API.</p>
</section>`;
}
