import { plainText } from "../plain-text.ts";
import { type Card, div, plain } from "./card-parts.ts";

/** The platform takes 20 KB a card. */
const MOST_LETTERS = 6000;

/** A report as plain text: nothing in it is a link or markup. Lines that do not fit are counted. */
export function reportCard({ title, lines }: { title: string; lines: readonly string[] }): Card {
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
