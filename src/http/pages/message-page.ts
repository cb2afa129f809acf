import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import type { Visitor } from "./visitor.ts";

/** A page that says one thing, such as an error. */
export function messagePage(visitor: Visitor, { title, message }: { title: string; message: string }): Html {
  return page(
    visitor,
    { title },
    html`<div class="card narrow"><h1>${title}</h1><p>${message}</p><p><a href="/incidents">${visitor.words.pages.failure.toList}</a></p></div>`,
  );
}
