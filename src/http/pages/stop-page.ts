import type { Stop } from "../../domain/stop.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { mayDecide, type Visitor } from "./visitor.ts";

/** Where all changes are stopped and resumed. The banner above says what is so now. */
export function stopPage(visitor: Visitor, stop: Stop | null): Html {
  const words = visitor.words.pages.stop;
  const content = html`<h1>${words.title}</h1>
<section class="card">
<p>${words.what}</p>
${mayDecide(visitor) ? form(visitor, stop) : html`<p class="hint">${words.operatorsOnly}</p>`}
</section>`;
  return page(visitor, { title: words.title }, content);
}

function form(visitor: Visitor & { csrf: string }, stop: Stop | null): Html {
  const words = visitor.words.pages.stop;
  return html`<form method="post" action="/stop">
<input type="hidden" name="csrf" value="${visitor.csrf}">
<p><label for="by">${words.by}</label><br><input id="by" name="by" maxlength="100" autocomplete="name"></p>
<p><label for="reason">${words.reason}</label><br><input id="reason" name="reason" maxlength="500" required></p>
<p class="buttons"><button name="do" value="${stop === null ? "stop" : "resume"}">${stop === null ? words.stop : words.resume}</button></p>
</form>`;
}
