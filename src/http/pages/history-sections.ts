import type { Approval } from "../../domain/approval.ts";
import type { Handover } from "../../domain/handover.ts";
import type { IncidentStory } from "../../incidents/incident-story.ts";
import type { IncidentView } from "../../incidents/incident-view.ts";
import { type Messages, wordFor } from "../../notify/messages/messages.ts";
import { agentName, isOfPerson } from "./agents.ts";
import { evidenceList } from "./finding-section.ts";
import { foldedText } from "./folded-text.ts";
import { type Html, html } from "./html.ts";
import { badge, kindWord, time, told } from "./words.ts";

export function handoverSection(words: Messages, handover: Handover): Html {
  const labels = words.pages.handover;
  return html`<section class="card alarm" aria-labelledby="handover">
<h2 id="handover">${labels.title}</h2>
<p class="lead">${told(words, handover.sentence)}</p>
${handover.since !== undefined && html`<p class="hint">${labels.since} ${time(handover.since)}</p>`}
${explanationPart(words, handover)}
${listOf(words, labels.affected, handover.affected ?? [])}
${handover.nextSteps.length > 0 && html`<h3>${labels.next}</h3><ol class="steps">${handover.nextSteps.map((step) => nextStep(words, step))}</ol>`}
${listOf(words, labels.tried, handover.tried)}
${listOf(
  words,
  labels.ruledOut,
  (handover.ruledOut ?? []).map(({ cause, why }) => `${cause}: ${why}`),
)}
${handover.evidence.length > 0 && html`<details><summary>${labels.evidence(handover.evidence.length)}</summary>${evidenceList(words, handover.evidence)}</details>`}
</section>`;
}

/** Plain text of a model, with the evidence of each sentence below it. */
function explanationPart(words: Messages, { explanation = [], evidence }: Handover): Html | false {
  const numbered = evidence.map((one, index) => ({ one, number: index + 1 }));
  return (
    explanation.length > 0 &&
    html`<h3>${words.labels.explanation}</h3><ul>${explanation.map(
      ({ text, evidence: ids }) => html`<li><p>${text}</p>
<p class="hint">${numbered
        .filter(({ one }) => ids.includes(one.id))
        .map(
          ({ one, number }) =>
            html`[${number}] ${wordFor(words.pages.evidenceKinds, one.kind)} · ${one.source} `,
        )}</p></li>`,
    )}</ul>`
  );
}

function listOf(words: Messages, title: string, lines: readonly string[]): Html | false {
  return (
    lines.length > 0 &&
    html`<h3>${title}</h3><ul>${lines.map((text) => html`<li>${told(words, text)}</li>`)}</ul>`
  );
}

function nextStep(words: Messages, step: Handover["nextSteps"][number]): Html {
  const { runbook } = step;
  const text =
    runbook === undefined
      ? told(words, step.text)
      : `${words.labels.runbook}: ${runbook.title} (${runbook.source})`;
  return html`<li><p>${text}</p>
${step.command !== undefined && html`<pre tabindex="0">${step.command}</pre>`}
${step.manifest !== undefined && html`<details><summary>${words.pages.handover.manifest}</summary><pre tabindex="0">${step.manifest}</pre></details>`}</li>`;
}

/** The reason of any other end is the service's own. */
const WRITTEN_BY_PEOPLE: ReadonlySet<string> = new Set(["approved", "rejected"]);

/** Every question that people were asked, with who answered, when, through which door, and why. */
export function decisionsSection(words: Messages, approvals: Approval[]): Html {
  const { approval: labels, approvalStates, history } = words.pages;
  return html`<section class="card" aria-labelledby="decisions">
<h2 id="decisions">${history.decisions}</h2>
<ul class="evidence">${approvals.map(
    (approval) => html`<li id="approval-${approval.id}">
<p>${badge(approval.state, approvalStates[approval.state])}${approval.by !== null && html` <strong>${approval.by}</strong>`}${approval.door !== null && html` <span class="hint">${wordFor(labels.doors, approval.door)}</span>`}</p>
${approval.first !== null && html`<p>${labels.firstYes}: <strong>${approval.first.by}</strong> <span class="hint">${wordFor(labels.doors, approval.first.door)}, ${time(approval.first.at)}</span></p>`}
${approval.reason !== null && approval.reason !== "" && html`<blockquote>${WRITTEN_BY_PEOPLE.has(approval.state) ? approval.reason : told(words, approval.reason)}</blockquote>`}
<p class="hint">${labels.asked} ${time(approval.createdAt)}${approval.decidedAt !== null && html` · ${labels.decidedAt} ${time(approval.decidedAt)}`} · ${words.pages.waiting.until} ${time(approval.expiresAt)} · ${labels.plan} <code>${approval.planDigest.slice(0, 12)}</code></p>
</li>`,
  )}</ul>
</section>`;
}

/** Every decision with its reason, who took it, and the way to what it rests on. */
export function timelineSection(words: Messages, story: IncidentStory): Html {
  const { history } = words.pages;
  const { incident, timeline } = story;
  const first = timeline[0];
  const base = `/incidents/${incident.id}`;
  return html`<section class="card" aria-labelledby="timeline">
<h2 id="timeline">${history.timeline}</h2>
${first !== undefined && first.sequence > 1 && html`<p><a href="${base}?before=${first.sequence}#timeline">${history.earlier}</a></p>`}
<ol class="timeline">${timeline.map(
    (entry) => html`<li id="entry-${entry.sequence}">
<p class="hint">${time(entry.at)} · ${kindWord(words, entry.kind)}${agentTag(words, entry)}</p>
<p>${told(words, entry.text)}</p>
<p class="hint"><a href="${base}/timeline/${entry.sequence}" aria-label="${history.record}: ${entry.sequence}">${history.record}</a></p>
</li>`,
  )}</ol>
</section>`;
}

function agentTag(words: Messages, { kind, agent = null }: IncidentStory["timeline"][number]): Html | null {
  const who = agent === null ? isOfPerson(kind) && words.pages.approval.person : agentName(agent);
  return who === false ? null : html` · <span class="agent">${who}</span>`;
}

const GLANCE_SIGNALS = 8;

export function signalsSection(words: Messages, signals: IncidentView["signals"]): Html {
  const { history } = words.pages;
  const newest = signals.toReversed();
  const [shown, folded] = [newest.slice(0, GLANCE_SIGNALS), newest.slice(GLANCE_SIGNALS)];
  return html`<section class="card" aria-labelledby="signals">
<h2 id="signals">${history.signals}</h2>
${signalList(words, shown)}
${folded.length > 0 && html`<details><summary>${history.moreSignals(folded.length)}</summary>${signalList(words, folded)}</details>`}
</section>`;
}

function signalList(words: Messages, signals: IncidentView["signals"]): Html {
  return html`<ul class="evidence">${signals.map(
    (signal) => html`<li>
<p class="hint">${wordFor(words.pages.symptoms, signal.symptom)} · ${wordFor(words.pages.signalSources, signal.source)} · ${time(signal.at)}</p>
${foldedText(signal.detail, words)}
</li>`,
  )}</ul>`;
}
