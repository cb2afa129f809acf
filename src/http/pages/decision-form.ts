import { type ApprovalCount, approvalsLine } from "./approvals-line.ts";
import { type Html, html } from "./html.ts";
import { time } from "./words.ts";

export interface DecisionFormView {
  action: string;
  digest: string;
  expiresAt: string | Date;
  /** Level of the plan's risk: a high one asks twice. */
  risk: string;
  /** For a form that a session stands behind; a link's own token needs none. */
  csrf: string | null;
  /** Where two people must say yes. */
  approvals: ApprovalCount;
  /** A link answers its question alone. */
  isLink: boolean;
}

export const COMMENT_MAX_LENGTH = 2_000;
export const NAME_MAX_LENGTH = 100;

/** Binds the decision to the digest of what is shown on the same page. */
export function decisionForm(view: DecisionFormView): Html {
  return html`<section class="card ask" aria-labelledby="decision">
<h2 id="decision">Your decision</h2>
<p>Nothing has been changed yet. The plan on this page is done as it stands, or not at all. It can be decided once, until ${time(view.expiresAt)}.</p>
<form method="post" action="${view.action}" class="stack">
<input type="hidden" name="digest" value="${view.digest}">
${session(view.csrf)}
${approvalsLine(view.approvals)}
${who()}
<label for="comment">Comment <span class="hint">optional; with a rejection, why</span></label>
<textarea id="comment" name="comment" rows="3" maxlength="${COMMENT_MAX_LENGTH}"></textarea>
${view.risk === "high" && html`<p><label><input type="checkbox" name="confirmed" value="yes" required> I have read that the risk is high, and want this plan.</label></p>`}
<p class="row buttons"><button class="primary" name="decision" value="approve">Approve this plan</button><button class="danger" name="decision" value="reject" formnovalidate>Reject it</button></p>
<p class="row buttons"><button name="decision" value="not-now" formnovalidate>Not now: ask again in 15 minutes</button>${!view.isLink && handsOffButtons()}</p>
</form>
</section>`;
}

/** For an incident that asks nothing: a person may still tell the service to keep its hands off. */
export function handsOffForm(view: { action: string; canTakeOver: boolean; csrf: string }): Html {
  return html`<section class="card" aria-labelledby="hands-off">
<h2 id="hands-off">Hands off</h2>
<form method="post" action="${view.action}" class="stack">
${session(view.csrf)}
${who()}
<p class="row buttons">${handsOffButtons(view.canTakeOver)}</p>
</form>
</section>`;
}

const session = (csrf: string | null) =>
  csrf !== null && html`<input type="hidden" name="csrf" value="${csrf}">`;

const who = () => html`<label for="by">Your name <span class="hint">for the record</span></label>
<input id="by" name="by" maxlength="${NAME_MAX_LENGTH}" autocomplete="name">`;

const handsOffButtons = (canTakeOver = true) =>
  html`${canTakeOver && html`<button name="decision" value="take-over" formnovalidate>Take over</button>`}<button name="decision" value="pause" formnovalidate>Pause changes here for an hour</button>`;
