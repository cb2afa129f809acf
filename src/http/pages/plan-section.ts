import type { Action } from "../../domain/action.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { Plan } from "../../domain/plan.ts";
import { type Html, html } from "./html.ts";
import { conditionsOf, type DiffLine, diffOf, redactedJson } from "./plan-diff.ts";
import { badge } from "./words.ts";

/** The whole plan as it is judged: the digest covers everything that stands here. */
export function planSection(plan: Plan): Html {
  return html`<section class="card" aria-labelledby="plan">
<h2 id="plan">Plan</h2>
<p class="lead">${plan.sentence}</p>
<dl class="facts">
<dt>Verdict</dt><dd>${badge(plan.verdict)} ${plan.reason} <span class="hint">rule <code>${plan.rule}</code>, autonomy <code>${plan.autonomy}</code></span></dd>
<dt>Risk</dt><dd>${badge(plan.risk.level)} ${plan.risk.reasons.join("; ")}</dd>
</dl>
${plan.actions.map(actionBlock)}
${plan.notes.length > 0 && html`<h3>Mind</h3><ul>${plan.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
<p class="hint">Plan digest <code class="digest">${plan.digest}</code></p>
</section>`;
}

function actionBlock(action: Action): Html {
  const lines = diffOf(action);
  const conditions = conditionsOf(action);
  return html`<div class="action">
<h3>${action.sentence}</h3>
<p class="hint">${action.type} on ${describeRef(action.target)}${action.target.uid !== "" && html` <code>${action.target.uid}</code>`}</p>
${lines.length === 0 ? html`<p>This step changes no field of the object.</p>` : diffBlock(lines)}
<p><strong>Proof:</strong> ${action.proof.sentence}</p>
${conditions.length > 0 && html`<details><summary>Written only if (${conditions.length})</summary><ul class="code">${conditions.map((text) => html`<li>${text}</li>`)}</ul></details>`}
<details><summary>Exact parameters, patch and inverse</summary><pre tabindex="0">${redactedJson({ parameters: action.parameters, patch: action.patch, inverse: action.inverse })}</pre></details>
</div>`;
}

const CLASSES = { "+": "added", "-": "removed", " ": "same" } as const;

export function diffBlock(lines: DiffLine[]): Html {
  return html`<pre class="diff" tabindex="0" aria-label="Difference">${lines.map(
    ({ sign, text }) => html`<span class="${CLASSES[sign]}">${sign} ${text}
</span>`,
  )}</pre>`;
}
