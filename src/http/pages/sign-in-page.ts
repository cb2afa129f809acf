import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";

export interface SignInView {
  /** Where to go afterwards; a path of our own. */
  next: string;
  isRefused: boolean;
  /** The caller came over a link from elsewhere, so the browser has kept back the session that it may have. */
  cameFromElsewhere: boolean;
}

export function signInPage(view: SignInView): Html {
  return page(
    { title: "Sign in", csrf: null },
    html`<div class="card narrow">
<h1>Sign in</h1>
${view.cameFromElsewhere && html`<p>Already signed in? <a href="${view.next}">Go on to the page</a>.</p>`}
${view.isRefused && html`<p class="alarm" role="alert">That is not the operator token.</p>`}
<form method="post" action="/sign-in" class="stack">
<input type="hidden" name="next" value="${view.next}">
<label for="token">Operator token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus spellcheck="false">
<button class="primary">Sign in</button>
</form>
<p class="hint">It is the value of <code>OPERATOR_TOKEN</code>. Where none was set, the service made one at its first start and printed where it is kept.</p>
</div>`,
  );
}
