import type { Lasting } from "../../domain/lengths.ts";
import { type ApprovalCount, approvalsLine } from "./approvals-line.ts";
import { type Html, html } from "./html.ts";
import type { Visitor } from "./visitor.ts";
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
  /** Sets the form apart on a page with several. */
  key?: string;
  /** Which page the answer is shown on; absent: on one of its own. */
  from?: "approvals";
}

/** The heading of what is decided on, where a page asks several questions: its parts are heard apart by it. */
export const whatId = (key: string) => `what-${key}`;

export const COMMENT_MAX_LENGTH = 2_000;
export const NAME_MAX_LENGTH = 100;

/** Binds the decision to the digest of what is shown on the same page. */
export function decisionForm(visitor: Visitor, view: DecisionFormView): Html {
  const { decide } = visitor.words.pages;
  const id = (name: string) => (view.key === undefined ? name : `${name}-${view.key}`);
  const [section, comment] = [id("decision"), id("comment")];
  const names = view.key === undefined ? section : `${section} ${whatId(view.key)}`;
  return html`<section class="card ask" aria-labelledby="${names}">
<h2 id="${section}">${decide.title}</h2>
<p>${decide.nothingYet} ${time(view.expiresAt)}</p>
<form method="post" action="${view.action}" class="stack" data-digest="${view.digest}">
<input type="hidden" name="digest" value="${view.digest}">
${view.from !== undefined && html`<input type="hidden" name="from" value="${view.from}">`}
${session(view.csrf)}
${approvalsLine(visitor.words, view.approvals)}
${who(visitor, id("by"))}
<label for="${comment}">${decide.comment} <span class="hint">${decide.commentHint}</span></label>
<textarea id="${comment}" name="comment" rows="3" maxlength="${COMMENT_MAX_LENGTH}"></textarea>
${view.risk === "high" && html`<p><label><input type="checkbox" name="confirmed" value="yes" required> ${decide.confirm}</label></p>`}
<p class="row buttons"><button class="primary" name="decision" value="approve">${decide.approve}</button><button class="danger" name="decision" value="reject" formnovalidate>${decide.reject}</button>${!view.isLink && takeOverButton(visitor)}</p>
${lastingRow(visitor, "not-now", id("not-now"))}
${!view.isLink && lastingRow(visitor, "pause", id("pause"))}
</form>
</section>`;
}

/** For an incident that asks nothing: a person may still tell the service to keep its hands off. */
export function handsOffForm(
  visitor: Visitor,
  view: { action: string; canTakeOver: boolean; csrf: string },
): Html {
  return html`<section class="card" aria-labelledby="hands-off">
<h2 id="hands-off">${visitor.words.pages.decide.handsOff}</h2>
<form method="post" action="${view.action}" class="stack">
${session(view.csrf)}
${who(visitor, "by")}
${view.canTakeOver && html`<p class="row buttons">${takeOverButton(visitor)}</p>`}
${lastingRow(visitor, "pause", "pause")}
</form>
</section>`;
}

const session = (csrf: string | null) =>
  csrf !== null && html`<input type="hidden" name="csrf" value="${csrf}">`;

function who({ words }: Visitor, id: string): Html {
  const { decide } = words.pages;
  return html`<label for="${id}">${decide.name} <span class="hint">${decide.nameHint}</span></label>
<input id="${id}" name="by" maxlength="${NAME_MAX_LENGTH}" autocomplete="name">`;
}

const takeOverButton = ({ words }: Visitor) =>
  html`<button name="decision" value="take-over" formnovalidate>${words.pages.decide.takeOver}</button>`;

const FIELDS = { "not-now": "notNowMinutes", pause: "pauseMinutes" } as const satisfies Record<
  Lasting,
  string
>;

/** For how long, and the button that it is for. */
function lastingRow({ words, lengths }: Visitor, decision: Lasting, id: string): Html {
  const { decide } = words.pages;
  const { hint, button } = decide.lasting[decision];
  const option = (minutes: number) =>
    html`<option value="${minutes}">${words.lasting[decision](words.span(minutes))}</option>`;
  return html`<p class="row buttons"><select id="${id}" name="${FIELDS[decision]}" aria-label="${hint}">${lengths[decision].map(option)}</select><button name="decision" value="${decision}" formnovalidate>${button}</button></p>`;
}
