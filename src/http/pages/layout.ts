import { LANGUAGES, type Language } from "../../notify/messages/messages.ts";
import { bannerOfPage } from "./banner.ts";
import { type Content, type Html, html } from "./html.ts";
import type { Visitor } from "./visitor.ts";

export interface PageFrame {
  title: string;
  /** Which entry of the main navigation the page is. */
  at?: "incidents" | "approvals" | "breakers";
  /** Where the page hears of changes, and what is said aloud when its own text of that name changed. */
  live?: { events: string; announce: string };
}

/**
 * The whole document around `content`. Everything works with links and forms; the script only shows times in the reader's zone, and
 * keeps the page as it would be if it were loaded again.
 */
export function page(visitor: Visitor, frame: PageFrame, content: Content): Html {
  const { nav } = visitor.words.pages;
  const { live } = frame;
  return html`<!doctype html>
<html lang="${visitor.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${frame.title} · kube-autofix</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
<script src="/assets/page.js" defer></script>
</head>
<body>
<a class="skip" href="#content">${nav.skip}</a>
<header class="top"><div class="wide">
<a class="brand" href="/incidents"><img src="/assets/icon.svg" alt="" width="24" height="24">kube-autofix</a>
<nav aria-label="${nav.main}">${navLink("incidents", nav.incidents, frame.at)}${navLink("approvals", nav.approvals, frame.at)}${navLink("breakers", nav.breakers, frame.at)}</nav>
<div class="who">${live !== undefined && html`<span id="live" class="hint" hidden data-live="${nav.live}" data-not-live="${nav.notLive}" data-signed-out="${nav.signedOut}" data-plan-changed="${nav.planChanged}"></span>`}
${visitor.address !== "" && languageSwitch(visitor)}
${visitor.role === "viewer" && html`<span class="hint" id="role">${nav.viewer}</span>`}
${visitor.role !== null && html`<a class="quiet" href="/stop">${visitor.words.pages.stop.title}</a>`}
${visitor.csrf !== null && signOut(visitor.csrf, nav.signOut)}</div>
</div></header>
${bannerOfPage(visitor)}
<main id="content" class="wide"${live !== undefined && dataOf(live)}>
${content}
</main>
${live !== undefined && html`<p id="announce" class="aloud" role="status" aria-live="polite"></p>`}
</body>
</html>
`;
}

const dataOf = (live: NonNullable<PageFrame["live"]>) =>
  html` data-events="${live.events}" data-announce="${live.announce}"`;

function navLink(path: NonNullable<PageFrame["at"]>, text: string, at: PageFrame["at"]): Html {
  return at === path
    ? html`<a href="/${path}" aria-current="page">${text}</a>`
    : html`<a href="/${path}">${text}</a>`;
}

const LANGUAGE_NAMES: Record<Language, string> = { en: "English", "zh-CN": "中文" };

function languageSwitch(visitor: Visitor): Html {
  const others = LANGUAGES.filter((language) => language !== visitor.language);
  return html`<span class="language">${others.map(
    (language) =>
      html`<a href="${inLanguage(visitor.address, language)}" lang="${language}" hreflang="${language}">${LANGUAGE_NAMES[language]}</a>`,
  )}</span>`;
}

function inLanguage(address: string, language: Language): string {
  const url = new URL(address, "http://page");
  url.searchParams.set("language", language);
  return `${url.pathname}${url.search}`;
}

function signOut(csrf: string, text: string): Html {
  return html`<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="${csrf}"><button class="quiet">${text}</button></form>`;
}
