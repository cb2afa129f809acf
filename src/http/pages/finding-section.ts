import { CAUSES } from "../../domain/cause.ts";
import type { Evidence } from "../../domain/evidence.ts";
import type { IncidentView } from "../../incidents/incident-view.ts";
import { type Html, html } from "./html.ts";
import { objectName, percent, time } from "./words.ts";

export function findingSection(finding: NonNullable<IncidentView["finding"]>): Html {
  return html`<section class="card" aria-labelledby="finding">
<h2 id="finding">Finding</h2>
<p class="lead">${finding.sentence}</p>
<dl class="facts">
<dt>Cause</dt><dd><code>${finding.cause}</code> <span class="hint">${CAUSES[finding.cause]?.sentence}</span></dd>
<dt>Confidence</dt><dd>${percent(finding.confidence)}</dd>
<dt>At fault</dt><dd>${objectName(finding.object)}</dd>
</dl>
<h3>Evidence</h3>
${evidenceList(finding.evidence)}
${finding.ruledOut.length > 0 && ruledOut(finding.ruledOut)}
</section>`;
}

export function evidenceList(evidence: Evidence[]): Html {
  if (evidence.length === 0) return html`<p>None was found.</p>`;
  return html`<ul class="evidence">${evidence.map(
    (item) => html`<li>
<p class="hint">${item.kind.replaceAll("-", " ")} · ${item.source} · ${time(item.at)}</p>
<pre tabindex="0">${item.text}</pre>
</li>`,
  )}</ul>`;
}

function ruledOut(causes: { cause: string; why: string }[]): Html {
  return html`<h3>Ruled out</h3>
<dl class="facts">${causes.map(({ cause, why }) => html`<dt><code>${cause}</code></dt><dd>${why}</dd>`)}</dl>`;
}
