import { escapeHtml } from "./escape-html.ts";
import { inlineHtml, type NameOf } from "./markdown-inline.ts";

/** The markdown of cards as far as an incident's card uses it: code, headings, quotes, lists, tables, rules, paragraphs. */
export function markdownToHtml(markdown: string, nameOf: NameOf): string {
  const lines = markdown.split("\n");
  const html: string[] = [];
  const inline = (line: string) => inlineHtml(line, nameOf);
  for (let at = 0; at < lines.length; ) {
    const block = blockAt(lines, at, inline);
    html.push(block.html);
    at += block.lines;
  }
  return html.join("");
}

interface Block {
  html: string;
  lines: number;
}

function blockAt(lines: readonly string[], at: number, inline: (line: string) => string): Block {
  const line = lines[at] ?? "";
  if (line.trim() === "") return { html: "", lines: 1 };
  if (line.startsWith("```")) return codeAt(lines, at);
  if (/^\s*(?:-{3,}|<hr\s*\/?>)\s*$/.test(line)) return { html: "<hr>", lines: 1 };
  const heading = /^#{1,6}\s+(.*)$/.exec(line);
  if (heading !== null) return { html: `<p class="heading">${inline(heading[1] ?? "")}</p>`, lines: 1 };
  if (isTable(lines, at)) return tableAt(lines, at, inline);
  for (const { pattern, open, close, item } of RUNS) {
    const run = runOf(lines, at, pattern);
    if (run.length > 0)
      return { html: open + run.map((text) => item(inline(text))).join("") + close, lines: run.length };
  }
  const run = runOf(lines, at, PLAIN);
  return { html: `<p>${run.map(inline).join("<br>")}</p>`, lines: Math.max(1, run.length) };
}

const listItem = (html: string) => `<li>${html}</li>`;
const RUNS = [
  { pattern: /^\s*[-*]\s+(.*)$/, open: "<ul>", close: "</ul>", item: listItem },
  { pattern: /^\s*\d+\.\s+(.*)$/, open: "<ol>", close: "</ol>", item: listItem },
  {
    pattern: /^>\s?(.*)$/,
    open: "<blockquote>",
    close: "</blockquote>",
    item: (html: string) => `${html}<br>`,
  },
];
const PLAIN = /^(?!```|\s*-{3,}\s*$|\s*<hr|#{1,6}\s|>|\s*[-*]\s|\s*\d+\.\s|\s*$|\s*\|)(.*)$/;

/** What the pattern holds of each line, from here on, as far as it fits. */
function runOf(lines: readonly string[], at: number, pattern: RegExp): string[] {
  const run: string[] = [];
  for (const line of lines.slice(at)) {
    const match = pattern.exec(line);
    if (match === null) break;
    run.push(match[1] ?? "");
  }
  return run.length === 0 && pattern === PLAIN ? [lines[at] ?? ""] : run;
}

function codeAt(lines: readonly string[], at: number): Block {
  const end = lines.findIndex((line, index) => index > at && line.startsWith("```"));
  const body = lines.slice(at + 1, end < 0 ? lines.length : end);
  const isDiff = lines[at]?.trim() === "```diff";
  const html = body.map((line) => (isDiff ? diffLine(line) : escapeHtml(line))).join("\n");
  return { html: `<pre tabindex="0"><code>${html}</code></pre>`, lines: body.length + (end < 0 ? 1 : 2) };
}

function diffLine(line: string): string {
  const name = line.startsWith("+") ? "c-green" : line.startsWith("-") ? "c-red" : "c-default";
  return `<span class="${name}">${escapeHtml(line)}</span>`;
}

const isTable = (lines: readonly string[], at: number): boolean =>
  (lines[at] ?? "").includes("|") && /^\s*\|?(\s*:?-{3,}:?\s*\|)+\s*:?-*:?\s*$/.test(lines[at + 1] ?? "");

function tableAt(lines: readonly string[], at: number, inline: (line: string) => string): Block {
  const rest = lines.slice(at);
  const end = rest.findIndex((line) => !line.includes("|"));
  const rows = rest.slice(0, end < 0 ? rest.length : end);
  const cells = (row: string, tag: "td" | "th") =>
    row
      .trim()
      .replace(/^\||\|$/g, "")
      .split("|")
      .map((cell) => `<${tag}>${inline(cell.trim())}</${tag}>`)
      .join("");
  const body = rows.slice(2).map((row) => `<tr>${cells(row, "td")}</tr>`);
  return {
    html: `<table><thead><tr>${cells(rows[0] ?? "", "th")}</tr></thead><tbody>${body.join("")}</tbody></table>`,
    lines: rows.length,
  };
}
