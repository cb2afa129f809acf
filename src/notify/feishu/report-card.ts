import type { Messages } from "../messages/messages.ts";
import { plainText } from "../plain-text.ts";
import { type Card, div, plain } from "./card-parts.ts";

/** The platform takes 20 KB a card. */
const MOST_LETTERS = 6000;

/** What marks a line below another one. */
const INDENT = /^\s*(?:-> )?/;

/** A report as plain text, in the reader's language: nothing in it is a link or markup. Lines that do not fit are counted. */
export function reportCard(
  report: { title: string; lines: readonly string[] },
  { phrase }: Pick<Messages, "phrase">,
): Card {
  const translated = (line: string) => {
    const indent = INDENT.exec(line)?.[0] ?? "";
    const said = phrase(line.slice(indent.length)).map(({ text }) => text);
    return `${indent}${said.join("")}`;
  };
  const title = translated(report.title);
  const lines = report.lines.map(translated);
  const shown: string[] = [];
  let letters = 0;
  for (const line of lines) {
    letters += line.length + 1;
    if (letters > MOST_LETTERS) break;
    shown.push(plainText(line));
  }
  const left = lines.length - shown.length;
  if (left > 0) shown.push(`... and ${left} more lines`);
  return {
    schema: "2.0",
    config: { update_multi: true, width_mode: "default", summary: { content: title } },
    header: { title: plain(title), template: "blue", text_tag_list: [] },
    body: { direction: "vertical", vertical_spacing: "4px", elements: shown.map((line) => div(line)) },
  };
}
