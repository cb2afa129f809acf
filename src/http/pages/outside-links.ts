import type { OutsideLinks } from "../../notify/outside-links.ts";
import { type Html, html } from "./html.ts";
import type { Visitor } from "./visitor.ts";

/** Leads to the logs and to the alert's runbook: addresses that the operator's settings allow, and no others. */
export function outsideLinks(
  { words }: Pick<Visitor, "words">,
  { logs, runbook }: OutsideLinks,
): Html | false {
  const { labels } = words;
  const links = [
    { text: labels.logs, address: logs },
    { text: labels.runbook, address: runbook },
  ].flatMap(({ text, address }) => (address === undefined ? [] : [{ text, address }]));
  if (links.length === 0) return false;
  return html`<p>${links.map(({ text, address }, index) => html`${index > 0 && " · "}<a href="${address}" rel="noopener noreferrer">${text}</a>`)}</p>`;
}
