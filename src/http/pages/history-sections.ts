import type { Handover } from "../../domain/handover.ts";
import type { AttemptView, IncidentView } from "../../incidents/incident-view.ts";
import { evidenceList } from "./finding-section.ts";
import { type Html, html } from "./html.ts";
import { badge, time } from "./words.ts";

export function attemptsSection(attempts: AttemptView[]): Html {
  return html`<section class="card" aria-labelledby="attempts">
<h2 id="attempts">Attempts</h2>
<ol class="attempts">${attempts.map(
    (attempt) => html`<li>
<p><strong>Attempt ${attempt.number}</strong> ${badge(attempt.result ?? "running")}${attempt.proof !== null && html` <span class="hint">${attempt.proof} proof</span>`}</p>
<p class="hint">${time(attempt.startedAt)} to ${attempt.endedAt === null ? "now" : time(attempt.endedAt)} · plan <code>${attempt.planDigest.slice(0, 12)}</code></p>
</li>`,
  )}</ol>
</section>`;
}

export function handoverSection(handover: Handover): Html {
  return html`<section class="card alarm" aria-labelledby="handover">
<h2 id="handover">For a person</h2>
<p class="lead">${handover.sentence}</p>
${handover.since !== undefined && html`<p class="hint">Since ${time(handover.since)}</p>`}
${listOf("Who is affected", handover.affected ?? [])}
${handover.nextSteps.length > 0 && html`<h3>Next steps</h3><ol class="steps">${handover.nextSteps.map(nextStep)}</ol>`}
${listOf("What was tried", handover.tried)}
${listOf(
  "What was ruled out",
  (handover.ruledOut ?? []).map(({ cause, why }) => `${cause}: ${why}`),
)}
${handover.evidence.length > 0 && html`<details><summary>Evidence, and how to see it again (${handover.evidence.length})</summary>${evidenceList(handover.evidence)}</details>`}
</section>`;
}

function listOf(title: string, lines: readonly string[]): Html | false {
  return lines.length > 0 && html`<h3>${title}</h3><ul>${lines.map((text) => html`<li>${text}</li>`)}</ul>`;
}

function nextStep(step: Handover["nextSteps"][number]): Html {
  return html`<li><p>${step.text}</p>
${step.command !== undefined && html`<pre tabindex="0">${step.command}</pre>`}
${step.manifest !== undefined && html`<details><summary>Manifest</summary><pre tabindex="0">${step.manifest}</pre></details>`}</li>`;
}

export function timelineSection(timeline: IncidentView["timeline"]): Html {
  return html`<section class="card" aria-labelledby="timeline">
<h2 id="timeline">Timeline</h2>
<ol class="timeline">${timeline.map(
    (entry) =>
      html`<li><p class="hint">${time(entry.at)} · ${entry.kind.replaceAll("-", " ")}</p><p>${entry.text}</p></li>`,
  )}</ol>
</section>`;
}

export function signalsSection(signals: IncidentView["signals"]): Html {
  return html`<section class="card" aria-labelledby="signals">
<h2 id="signals">Signals</h2>
<ul class="evidence">${signals.map(
    (signal) => html`<li>
<p class="hint">${signal.symptom.replaceAll("-", " ")} · ${signal.source} · ${time(signal.at)}</p>
<p>${signal.detail}</p>
</li>`,
  )}</ul>
</section>`;
}
