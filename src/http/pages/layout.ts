import { type Content, type Html, html } from "./html.ts";

export interface PageFrame {
  title: string;
  /** Set for who is signed in: shows the way out. */
  csrf: string | null;
}

/** The whole document around `content`. No script: everything works with links and forms. */
export function page(frame: PageFrame, content: Content): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${frame.title} · kube-autofix</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top"><div class="wide">
<a class="brand" href="/incidents"><img src="/assets/icon.svg" alt="" width="24" height="24">kube-autofix</a>
<nav aria-label="Main"><a href="/incidents">Incidents</a>${frame.csrf !== null && signOut(frame.csrf)}</nav>
</div></header>
<main id="content" class="wide">
${content}
</main>
</body>
</html>
`;
}

function signOut(csrf: string): Html {
  return html`<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="${csrf}"><button class="quiet">Sign out</button></form>`;
}
