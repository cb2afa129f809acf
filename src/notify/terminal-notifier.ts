import { styleText } from "node:util";
import { zonedTime } from "../core/time-zone.ts";
import { CATALOGUE } from "./messages/catalogue.ts";
import type { Language, Messages } from "./messages/messages.ts";
import type { Delivery, Notifier } from "./notifier.ts";
import { plainText } from "./plain-text.ts";
import { type Section, storyOf, zoneOf } from "./story.ts";
import { type Tone, toneOf } from "./tone.ts";

export interface TerminalNotifierOptions {
  write: (text: string) => void;
  language: Language;
  colours: boolean;
}

/** Tells each change as a block of lines. */
export function createTerminalNotifier(options: TerminalNotifierOptions): Notifier {
  const paint: Paint = options.colours
    ? (colour, text) => styleText(colour, text, { validateStream: false })
    : (_colour, text) => text;
  return {
    channel: "terminal",
    async send(delivery) {
      options.write(`${terminalLines(delivery, CATALOGUE[options.language], paint).join("\n")}\n`);
    },
  };
}

type Colour = "red" | "yellow" | "green" | "blue" | "gray" | "bold";
type Paint = (colour: Colour, text: string) => string;

const COLOURS: Record<Tone, Colour> = {
  bad: "red",
  asks: "yellow",
  good: "green",
  busy: "blue",
  over: "gray",
};

function terminalLines(delivery: Delivery, messages: Messages, paint: Paint): string[] {
  const { notification, links } = delivery;
  const story = storyOf(notification, messages);
  const colour = COLOURS[toneOf(notification)];
  const { labels } = messages;
  const tail = [
    ...(notification.approval === null
      ? []
      : [messages.decideBefore(zonedTime(notification.approval.expiresAt, zoneOf(notification, "UTC")))]),
    ...(links.approval === null || notification.approval === null
      ? []
      : [`${labels.review}: ${links.approval}`]),
    ...(links.incident === null ? [] : [`${labels.open}: ${links.incident}`]),
    ...(links.logs === undefined ? [] : [`${labels.logs}: ${links.logs}`]),
    ...(links.runbook === undefined ? [] : [`${labels.runbook}: ${links.runbook}`]),
  ];
  return [
    "",
    `${paint(colour, `■ ${story.title}`)} ${paint("bold", plainText(story.subject))} [${plainText(story.state)}]`,
    `  ${story.sentence}`,
    ...story.sections.flatMap((section) => sectionLines(section, paint)),
    ...tail.map((line) => `  ${plainText(line)}`),
  ];
}

function sectionLines(section: Section, paint: Paint): string[] {
  const lines = section.lines.flatMap((line) => plainText(line).split("\n"));
  if (section.kind === "diff") {
    return [`  ${paint("gray", section.label)}`, ...lines.map((line) => `    ${diffLine(line, paint)}`)];
  }
  const [first = "", ...rest] = section.kind === "list" ? lines.map((line) => `- ${line}`) : lines;
  return [`  ${paint("gray", `${section.label}:`)} ${first}`, ...rest.map((line) => `    ${line}`)];
}

function diffLine(line: string, paint: Paint): string {
  if (line.startsWith("+")) return paint("green", line);
  if (line.startsWith("-")) return paint("red", line);
  return line;
}
