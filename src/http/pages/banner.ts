import { type Html, html } from "./html.ts";
import type { Visitor } from "./visitor.ts";
import { time } from "./words.ts";

/** Nobody may take a service that does nothing for one that finds nothing to do. */
export function bannerOfPage({ banner, words, role }: Visitor): Html {
  const { stop, isDryRun } = banner;
  // Who holds a link, or nobody yet, reads that it stands still; why is for who is signed in.
  return html`${isDryRun && html`<p class="banner" id="dry-run" role="status"><strong>${words.pages.dryRun}</strong></p>`}${
    stop !== null &&
    html`<p class="banner" id="stopped" role="status"><strong>${words.pages.stop.isStopped}</strong>${role !== null && html` ${words.pages.stop.since} ${time(stop.at)}, ${stop.by}${stop.reason !== "" && html`: ${stop.reason}`} <a href="/stop">${words.pages.stop.open}</a>`}</p>`
  }`;
}
