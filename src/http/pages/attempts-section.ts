import type { Attempt } from "../../domain/attempt.ts";
import type { AttemptStory } from "../../incidents/incident-story.ts";
import { type Messages, wordFor } from "../../notify/messages/messages.ts";
import { foldedText } from "./folded-text.ts";
import { type Html, html } from "./html.ts";
import { diffOf, redactedJson } from "./plan-diff.ts";
import { diffBlock, whatOf } from "./plan-section.ts";
import { badge, time, told } from "./words.ts";

/** Each attempt with what it changed, and how the workload was before and is after. */
export function attemptsSection(words: Messages, attempts: AttemptStory[]): Html {
  return html`<section class="card" aria-labelledby="attempts">
<h2 id="attempts">${words.pages.attempts.title}</h2>
<ol class="attempts">${attempts.map((attempt) => attemptItem(words, attempt))}</ol>
</section>`;
}

function attemptItem(words: Messages, attempt: AttemptStory): Html {
  const labels = words.pages.attempts;
  const result = attempt.result ?? "running";
  const word = attempt.result === null ? labels.running : wordFor(words.results, attempt.result);
  const { lastReason, lastCheckedAt } = attempt.verification;
  return html`<li id="attempt-${attempt.number}">
<p><strong>${words.attemptNumber(attempt.number)}</strong> ${badge(result, word)}${attempt.proof !== null && html` <span class="hint">${wordFor(words.proofs, attempt.proof)}</span>`}</p>
<p class="hint">${labels.started} ${time(attempt.startedAt)}${attempt.appliedAt !== null && html` · ${labels.applied} ${time(attempt.appliedAt)}`}${attempt.endedAt !== null && html` · ${labels.ended} ${time(attempt.endedAt)}`} · ${words.labels.plan} <code>${attempt.planDigest.slice(0, 12)}</code></p>
<h3>${labels.changed}</h3>
${attempt.plan.actions.map((action) => html`<p>${whatOf(words, [action])}${told(words, action.sentence)}</p>${diffOf(action).length > 0 && diffBlock(words, diffOf(action))}`)}
<div class="pair"><div><h3>${labels.before}</h3>${stateList(words, attempt.before)}</div>
<div><h3>${labels.after}</h3>${attempt.verification.baseline !== undefined && stateList(words, attempt.verification.baseline)}<dl class="facts">
${lastReason !== "" && html`<dt>${labels.lastSeen}</dt><dd>${told(words, lastReason)}${lastCheckedAt !== null && html` <span class="hint">${time(lastCheckedAt)}</span>`}</dd>`}
${attempt.verification.failedRunSeconds !== null && html`<dt>${labels.longestRun}</dt><dd>${labels.seconds(Math.round(attempt.verification.failedRunSeconds))}</dd>`}
${attempt.failure !== null && html`<dt>${labels.failure}</dt><dd>${told(words, attempt.failure)}</dd>`}
</dl></div></div>
<details><summary>${labels.whole}</summary>${foldedText(redactedJson(attempt.preImage))}</details>
</li>`;
}

function stateList(words: Messages, state: Attempt["before"]): Html {
  const labels = words.pages.attempts;
  const restarts = state.pods
    .flatMap(({ containers }) => containers)
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  const ends = state.pods.flatMap(({ name, containers }) =>
    containers.flatMap(({ lastEnd }) => (lastEnd === null ? [] : [{ name, ...lastEnd }])),
  );
  return html`<dl class="facts">
<dt>${labels.ready}</dt><dd>${state.readyReplicas} / ${state.desiredReplicas}</dd>
<dt>${labels.restarts}</dt><dd>${restarts}</dd>
${state.health != null && html`<dt>${labels.lastSeen}</dt><dd>${told(words, state.health.reason)}</dd>`}
${ends.slice(0, MOST_ENDS).map(({ name, reason, exitCode, ranSeconds }) => html`<dt><code>${name}</code></dt><dd>${reason} (${exitCode}), ${labels.seconds(Math.round(ranSeconds))}</dd>`)}
</dl>`;
}

const MOST_ENDS = 10;
