import { type Html, html } from "./html.ts";
import { time } from "./words.ts";

export interface DecisionFormView {
  action: string;
  digest: string;
  expiresAt: string | Date;
  /** For a form that a session stands behind; a link's own token needs none. */
  csrf: string | null;
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
${view.csrf !== null && html`<input type="hidden" name="csrf" value="${view.csrf}">`}
<label for="by">Your name <span class="hint">for the record</span></label>
<input id="by" name="by" maxlength="${NAME_MAX_LENGTH}" autocomplete="name">
<label for="comment">Comment <span class="hint">optional</span></label>
<textarea id="comment" name="comment" rows="3" maxlength="${COMMENT_MAX_LENGTH}"></textarea>
<p class="row buttons"><button class="primary" name="decision" value="approve">Approve this plan</button><button class="danger" name="decision" value="reject">Reject it</button></p>
</form>
</section>`;
}
