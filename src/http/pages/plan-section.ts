import type { Action } from "../../domain/action.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { Plan } from "../../domain/plan.ts";
import { type Messages, wordFor } from "../../notify/messages/messages.ts";
import { type Html, html } from "./html.ts";
import { conditionsOf, type DiffLine, diffOf, redactedJson } from "./plan-diff.ts";
import { badge, told } from "./words.ts";

/** The whole plan as it is judged: the digest covers everything that stands here. Of several on a page, `ofWhat` names each. */
export function planSection(words: Messages, plan: Plan, id = "plan", ofWhat = ""): Html {
  const labels = words.pages.plan;
  return html`<section class="card" aria-labelledby="${`${id} ${ofWhat}`.trim()}">
<h2 id="${id}">${labels.title}</h2>
<p class="lead">${whatOf(words, plan.actions)}${told(words, plan.sentence)}</p>
<dl class="facts">
<dt>${labels.verdict}</dt><dd>${badge(plan.verdict, wordFor(words.verdicts, plan.verdict))} ${told(words, plan.reason)} <span class="hint">${labels.rule} <code>${plan.rule}</code>, ${labels.autonomy} <code>${plan.autonomy}</code>${plan.autonomyReason !== undefined && html` (${told(words, plan.autonomyReason)})`}</span></dd>
<dt>${labels.risk}</dt><dd>${badge(plan.risk.level, wordFor(words.risks, plan.risk.level))} ${told(words, plan.risk.reasons.join("; "))}</dd>
</dl>
${plan.actions.map((action) => actionBlock(words, action, !isTold(plan, action)))}
${plan.notes.length > 0 && html`<h3>${labels.mind}</h3><ul>${plan.notes.map((note) => html`<li>${told(words, note)}</li>`)}</ul>`}
<p class="hint">${labels.digest} <code class="digest">${plan.digest}</code></p>
</section>`;
}

/** A plan of one action has mostly said above what it does. */
const isTold = ({ actions, sentence }: Plan, action: Action) =>
  actions.length === 1 && sentence.includes(action.sentence);

function actionBlock(words: Messages, action: Action, saysWhat: boolean): Html {
  const labels = words.pages.plan;
  const lines = diffOf(action);
  const conditions = conditionsOf(action);
  return html`<div class="action">
<h3>${saysWhat ? html`${whatOf(words, [action])}${told(words, action.sentence)}` : labels.difference}</h3>
<p class="hint">${action.type} ${labels.on} ${describeRef(action.target)}${action.target.uid !== "" && html` <code>${action.target.uid}</code>`}</p>
${lines.length === 0 ? html`<p>${labels.noField}</p>` : diffBlock(words, lines)}
<p><strong>${labels.proof}</strong> ${told(words, action.proof.sentence)}</p>
${conditions.length > 0 && html`<details><summary>${labels.onlyIf(conditions.length)}</summary><ul class="code">${conditions.map((text) => html`<li>${told(words, text)}</li>`)}</ul></details>`}
<details><summary>${labels.exact}</summary><pre tabindex="0">${redactedJson({ parameters: action.parameters, patch: action.patch, inverse: action.inverse })}</pre></details>
</div>`;
}

/** What the actions do, in words of the page's language before their own. */
export function whatOf(words: Messages, actions: readonly Action[]): Html | false {
  const known = [...new Set(actions.map(({ type }) => words.pages.plan.what(type)))].filter(Boolean);
  return known.length > 0 && html`${known.join("；")}<br>`;
}

const CLASSES = { "+": "added", "-": "removed", " ": "same" } as const;

export function diffBlock(words: Messages, lines: DiffLine[]): Html {
  return html`<pre class="diff" tabindex="0" role="group" aria-label="${words.pages.plan.difference}">${lines.map(
    ({ sign, text }) => html`<span class="${CLASSES[sign]}">${sign} ${text}
</span>`,
  )}</pre>`;
}
