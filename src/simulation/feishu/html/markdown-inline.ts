import { colourClass } from "./colour-class.ts";
import { escapeHtml, linkOf } from "./escape-html.ts";

/** A person's name as it is shown for an id in the text. */
export type NameOf = (id: string) => string;

interface Rule {
  pattern: RegExp;
  html: (groups: readonly string[], inner: (text: string) => string, nameOf: NameOf) => string;
}

const QUOTED = `["']?([^"'>\\s]*)["']?`;
const at = (g: readonly string[], index: number): string => g[index] ?? "";

/** In the order in which they are tried at each place of a line. */
const RULES: readonly Rule[] = [
  { pattern: /`([^`\n]+)`/y, html: (g) => `<code>${escapeHtml(at(g, 1))}</code>` },
  { pattern: /\*\*([^*\n]+)\*\*/y, html: (g, inner) => `<strong>${inner(at(g, 1))}</strong>` },
  { pattern: /\*([^*\s][^*\n]*)\*/y, html: (g, inner) => `<em>${inner(at(g, 1))}</em>` },
  { pattern: /~~([^~\n]+)~~/y, html: (g, inner) => `<s>${inner(at(g, 1))}</s>` },
  { pattern: /\[([^\]\n]+)\]\(([^)\s]+)\)/y, html: (g, inner) => anchor(at(g, 2), inner(at(g, 1))) },
  {
    pattern: new RegExp(`<a\\s+href=${QUOTED}>([^<]*)</a>`, "y"),
    html: (g, inner) => anchor(at(g, 1), inner(at(g, 2))),
  },
  {
    pattern: new RegExp(`<font\\s+color=${QUOTED}>([^<]*)</font>`, "y"),
    html: (g, inner) => `<span class="${colourClass(at(g, 1))}">${inner(at(g, 2))}</span>`,
  },
  {
    pattern: new RegExp(`<text_tag\\s+color=${QUOTED}>([^<]*)</text_tag>`, "y"),
    html: (g, inner) => `<span class="tag ${colourClass(at(g, 1))}">${inner(at(g, 2))}</span>`,
  },
  {
    pattern: new RegExp(`<(?:at|person)\\s+id\\s*=\\s*${QUOTED}[^>]*>(?:</(?:at|person)>)?`, "y"),
    html: (g, _inner, nameOf) => `<span class="at">@${escapeHtml(nameOf(at(g, 1)))}</span>`,
  },
  {
    pattern: new RegExp(`<local_datetime\\s+millisecond\\s*=\\s*${QUOTED}[^>]*>(?:</local_datetime>)?`, "y"),
    html: (g) => `<time>${escapeHtml(timeOf(at(g, 1)))}</time>`,
  },
  { pattern: /<br\s*\/?>/y, html: () => "<br>" },
  { pattern: /&#(\d{1,6});/y, html: (g) => escapeHtml(String.fromCodePoint(Number(at(g, 1)))) },
];

/** One line of markdown; whatever is no markup that is known is shown as it is. */
export function inlineHtml(line: string, nameOf: NameOf): string {
  const inner = (text: string) => inlineHtml(text, nameOf);
  let html = "";
  let place = 0;
  while (place < line.length) {
    const taken = takeRule(line, place);
    if (taken === undefined) {
      const sign = String.fromCodePoint(line.codePointAt(place) ?? 0);
      html += escapeHtml(sign);
      place += sign.length;
    } else {
      html += taken.rule.html(taken.groups, inner, nameOf);
      place += taken.length;
    }
  }
  return html;
}

function takeRule(line: string, place: number): { rule: Rule; groups: string[]; length: number } | undefined {
  for (const rule of RULES) {
    rule.pattern.lastIndex = place;
    const match = rule.pattern.exec(line);
    if (match !== null) return { rule, groups: [...match], length: match[0].length };
  }
  return undefined;
}

function anchor(url: string, html: string): string {
  const href = linkOf(url);
  return href === undefined
    ? html
    : `<a href="${href}" rel="noopener noreferrer" target="_blank">${html}</a>`;
}

function timeOf(milliseconds: string): string {
  const at = new Date(Number(milliseconds));
  return Number.isNaN(at.getTime()) ? milliseconds : at.toISOString();
}
