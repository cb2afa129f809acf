import type { Messages } from "../../notify/messages/messages.ts";
import { type Html, html } from "./html.ts";
import { told } from "./words.ts";

/** More than a glance takes in: the rest is there, one press away. */
const GLANCE_CHARS = 700;
const GLANCE_LINES = 12;
const FIRST_CHARS = 160;

/** Text as it is, or a sentence of ours in `words`; where it is long, folded behind its beginning. Nothing is cut off. */
export function foldedText(text: string, words?: Messages): Html {
  const whole =
    words === undefined
      ? html`<pre tabindex="0" lang="en">${text}</pre>`
      : html`<pre tabindex="0">${told(words, text)}</pre>`;
  const lines = text.split("\n");
  if (text.length <= GLANCE_CHARS && lines.length <= GLANCE_LINES) return whole;
  const first = lines.find((line) => line.trim() !== "") ?? "";
  const head = first.length > FIRST_CHARS ? first.slice(0, FIRST_CHARS).toWellFormed() : first;
  return html`<details><summary><span lang="en">${head}</span> … <span class="hint">(${lines.length})</span></summary>${whole}</details>`;
}
