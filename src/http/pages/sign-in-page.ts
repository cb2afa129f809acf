import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import type { Visitor } from "./visitor.ts";

export interface SignInView {
  /** Where to go afterwards; a path of our own. */
  next: string;
  /** Why the last try was refused. */
  refused: string | null;
  /** The caller came over a link from elsewhere, so the browser has kept back the session that it may have. */
  cameFromElsewhere: boolean;
}

export function signInPage(visitor: Visitor, view: SignInView): Html {
  const { signIn } = visitor.words.pages;
  return page(
    visitor,
    { title: signIn.title },
    html`<div class="card narrow">
<h1>${signIn.title}</h1>
${view.cameFromElsewhere && html`<p>${signIn.already} <a href="${view.next}">${signIn.goOn}</a></p>`}
${view.refused !== null && html`<p class="alarm" role="alert" id="refused">${view.refused}</p>`}
<form method="post" action="/sign-in" class="stack">
<input type="hidden" name="next" value="${view.next}">
<label for="token">${signIn.token}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus spellcheck="false"${view.refused !== null && html` aria-describedby="refused"`}>
<button class="primary">${signIn.enter}</button>
</form>
<p class="hint">${signIn.hint}</p>
</div>`,
  );
}
