import type { TimelineRecord } from "../../incidents/incident-story.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { redactedJson } from "./plan-diff.ts";
import type { Visitor } from "./visitor.ts";
import { kindWord, time, told } from "./words.ts";

/** One entry of the timeline with the whole of what it rests on, as the audit keeps it. */
export function recordPage(visitor: Visitor, incidentId: string, record: TimelineRecord): Html {
  const { words } = visitor;
  const labels = words.pages.record;
  const title = labels.title(record.sequence);
  return page(
    visitor,
    { title, at: "incidents" },
    html`<p><a href="/incidents/${incidentId}#entry-${record.sequence}">${labels.back}</a></p>
<h1>${title}</h1>
<div class="card"><p class="hint">${time(record.at)} · ${kindWord(words, record.kind)}</p><p class="lead">${told(words, record.text)}</p>
<dl class="facts"><dt>${labels.code}</dt><dd><code>${record.codeVersion}</code></dd>
<dt>${labels.hash}</dt><dd><code class="digest">${record.hash}</code></dd>
<dt>${labels.previous}</dt><dd><code class="digest">${record.previousHash}</code></dd></dl></div>
<section class="card" aria-labelledby="output"><h2 id="output">${labels.output}</h2><pre class="whole" tabindex="0">${redactedJson(record.output)}</pre></section>
<section class="card" aria-labelledby="input"><h2 id="input">${labels.input}</h2><pre class="whole" tabindex="0">${redactedJson(record.input)}</pre></section>`,
  );
}
