import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";

/** A page that says one thing, such as an error. */
export function messagePage(options: { title: string; message: string; csrf?: string | null }): Html {
  return page(
    { title: options.title, csrf: options.csrf ?? null },
    html`<div class="card narrow"><h1>${options.title}</h1><p>${options.message}</p><p><a href="/incidents">To the incidents</a></p></div>`,
  );
}
