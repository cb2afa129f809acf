import type { Messages } from "../messages/messages.ts";
import { plainText, shorten } from "../plain-text.ts";
import type { Section } from "../story.ts";

export interface Bounds {
  charactersALine: number;
  linesASection: number;
}

/** The section as safe text within the bounds, and whether anything was cut. */
export function shortenSection(
  section: Section,
  messages: Messages,
  bounds: Bounds,
): { section: Section; cut: boolean } {
  const whole = section.lines.flatMap((line) => plainText(line).split("\n"));
  const kept = whole.slice(0, bounds.linesASection).map((line) => shorten(line, bounds.charactersALine));
  const dropped = whole.length - bounds.linesASection;
  const lines = dropped > 0 ? [...kept, messages.moreLines(dropped)] : kept;
  const cut = dropped > 0 || kept.some((line, index) => line !== whole[index]);
  return { section: { ...section, lines }, cut };
}
