import {
  MOST_SHOWN_CHARS,
  type ModelCost,
  type StepEntry,
  type StepStory,
} from "../../incidents/agent-steps.ts";
import { type Messages, wordFor } from "../../notify/messages/messages.ts";
import { agentName } from "./agents.ts";
import { type Html, html } from "./html.ts";
import { kindWord, time, told } from "./words.ts";

/** What each agent did: what it read, what came of it, how long it took, and what a model cost where one was asked. */
export function stepsSection(words: Messages, incidentId: string, steps: StepStory[]): Html {
  const labels = words.pages.steps;
  const asked = steps.flatMap(({ entries }) => entries.flatMap(({ model }) => model ?? []));
  return html`<section class="card" aria-labelledby="steps">
<h2 id="steps">${labels.title}</h2>
${asked.length > 0 && html`<p class="hint">${labels.together(asked.length)} ${costOf(words, asked)}</p>`}
<ol class="steps-of-agents">${steps.map((step) => stepItem(words, incidentId, step))}</ol>
</section>`;
}

function stepItem(words: Messages, incidentId: string, step: StepStory): Html {
  const labels = words.pages.steps;
  const asked = step.entries.flatMap(({ model }) => model ?? []);
  const move = step.move === null ? labels.chose : wordFor(labels.moves, step.move);
  return html`<li id="step-${step.id}"><details>
<summary><span class="agent">${agentName(step.agent)}</span> ${move}</summary>
${step.reason !== "" && html`<p>${labels.because} ${told(words, step.reason)}</p>`}
${step.failure !== null && html`<p class="alarm">${labels.failed} ${told(words, step.failure)}</p>`}
${step.entries.map((entry) => entryPart(words, incidentId, entry))}
</details>
<p class="hint">${time(step.startedAt)} · ${labels.took(seconds(step.ms))}${asked.length > 0 && html` · ${costOf(words, asked)}`}</p>
</li>`;
}

function entryPart(words: Messages, incidentId: string, entry: StepEntry): Html {
  const { steps: labels, history, record } = words.pages;
  return html`<p class="hint">${kindWord(words, entry.kind)} · <a href="/incidents/${incidentId}/timeline/${entry.sequence}" aria-label="${history.record}: ${entry.sequence}">${history.record}</a></p>
<p>${told(words, entry.text)}</p>
${entry.model !== null && html`<p class="hint">${labels.model} <code>${entry.model.name}</code> · ${labels.took(seconds(entry.model.ms))} · ${costOf(words, [entry.model])}</p>`}
<h3>${record.input}</h3>${cutJson(words, entry.input)}
<h3>${record.output}</h3>${cutJson(words, entry.output)}`;
}

function cutJson(words: Messages, text: string): Html {
  const isCut = text.length > MOST_SHOWN_CHARS;
  return html`<pre tabindex="0">${isCut ? `${text.slice(0, MOST_SHOWN_CHARS)} …` : text}</pre>${isCut && html`<p class="hint">${words.pages.steps.cut}</p>`}`;
}

/** Tokens always, money where prices are configured. */
function costOf(words: Messages, asked: readonly ModelCost[]): string {
  const { tokens, cost } = words.pages.steps;
  const sum = (pick: (one: ModelCost) => number) => asked.reduce((total, one) => total + pick(one), 0);
  const text = tokens(
    sum((one) => one.inputTokens),
    sum((one) => one.outputTokens),
  );
  const isPriced = asked.every(({ costMicros }) => costMicros !== null);
  return isPriced ? `${text}, ${cost(money(sum(({ costMicros }) => costMicros ?? 0)))}` : text;
}

const money = (micros: number) => String(Number((micros / 1_000_000).toPrecision(3)));

const seconds = (ms: number) => (ms < 10_000 ? (ms / 1000).toFixed(2) : String(Math.round(ms / 1000)));
