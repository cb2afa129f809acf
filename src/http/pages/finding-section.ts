import type { Evidence } from "../../domain/evidence.ts";
import type { IncidentView } from "../../incidents/incident-view.ts";
import { type Messages, wordFor } from "../../notify/messages/messages.ts";
import { foldedText } from "./folded-text.ts";
import { type Html, html } from "./html.ts";
import { causeSentence, objectName, percent, time, told } from "./words.ts";

export function findingSection(words: Messages, finding: NonNullable<IncidentView["finding"]>): Html {
  const { finding: labels, incident } = words.pages;
  return html`<section class="card" aria-labelledby="finding">
<h2 id="finding">${labels.title}</h2>
<p class="lead">${told(words, finding.sentence)}</p>
<dl class="facts">
<dt>${incident.cause}</dt><dd><code>${finding.cause}</code> <span class="hint">${causeSentence(words, finding.cause)}</span></dd>
<dt>${labels.confidence}</dt><dd>${percent(finding.confidence)}</dd>
<dt>${labels.atFault}</dt><dd>${objectName(finding.object)}</dd>
</dl>
<h3>${labels.evidence}</h3>
${evidenceList(words, finding.evidence)}
${finding.ruledOut.length > 0 && ruledOut(words, finding.ruledOut)}
</section>`;
}

/** What programs, platforms and people wrote stays as it is. */
const OTHERS_WORDS: ReadonlySet<string> = new Set(["log", "event", "alert", "hint"]);

export function evidenceList(words: Messages, evidence: Evidence[]): Html {
  if (evidence.length === 0) return html`<p>${words.pages.finding.noEvidence}</p>`;
  return html`<ul class="evidence">${evidence.map(
    (item) => html`<li>
<p class="hint">${wordFor(words.pages.evidenceKinds, item.kind)} · ${item.source} · ${time(item.at)}</p>
${OTHERS_WORDS.has(item.kind) ? foldedText(item.text) : foldedText(item.text, words)}
</li>`,
  )}</ul>`;
}

function ruledOut(words: Messages, causes: { cause: string; why: string }[]): Html {
  return html`<h3>${words.pages.finding.ruledOut}</h3>
<dl class="facts">${causes.map(({ cause, why }) => html`<dt><code>${cause}</code></dt><dd>${told(words, why)}</dd>`)}</dl>`;
}
