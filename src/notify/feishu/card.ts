import { zonedTime } from "../../core/time-zone.ts";
import type { Messages } from "../messages/messages.ts";
import type { Delivery } from "../notifier.ts";
import { plainText, shorten } from "../plain-text.ts";
import { type Section, storyOf, zoneOf } from "../story.ts";
import { type Tone, toneOf } from "../tone.ts";
import {
  type Card,
  type CardElement,
  div,
  foldedPanel,
  type HeaderColour,
  type HeaderTagColour,
  linkButton,
  plain,
} from "./card-parts.ts";
import { type Bounds, shortenSection } from "./shorten-section.ts";

const COLOURS: Record<Tone, { header: HeaderColour; tag: HeaderTagColour }> = {
  bad: { header: "red", tag: "red" },
  asks: { header: "orange", tag: "orange" },
  good: { header: "green", tag: "green" },
  busy: { header: "blue", tag: "blue" },
  over: { header: "grey", tag: "neutral" },
};

/** From roomy to what fits always; the first whose card is small enough is taken. */
const BOUNDS = [
  { charactersALine: 1000, linesASection: 60 },
  { charactersALine: 400, linesASection: 24 },
  { charactersALine: 160, linesASection: 10 },
  { charactersALine: 80, linesASection: 4 },
] as const satisfies readonly Bounds[];

export interface CardContent extends Omit<Delivery, "id"> {
  /** What can be pressed on the card itself, where the channel takes that. */
  actions?: CardElement[];
  /** Open ids of the people who are to be notified by name. */
  mention?: readonly string[];
}

/** In which words and whose time a card speaks. */
export interface Voice {
  messages: Messages;
  /** Where no rule names another one. */
  timeZone: string;
}

/**
 * The notification as a Feishu card of at most `maxBytes`: shortened, with a word that it was, rather than refused.
 * Every text is `plain_text`, so that nothing in it can be markup: an `<at>` in a log line would notify people.
 */
export function cardOf(content: CardContent, voice: Voice, maxBytes: number): Card {
  let card = boundedCard(content, voice, BOUNDS[0]);
  for (const bounds of BOUNDS) {
    if (Buffer.byteLength(JSON.stringify(card)) <= maxBytes) break;
    card = boundedCard(content, voice, bounds);
  }
  return card;
}

function boundedCard(content: CardContent, { messages, timeZone }: Voice, bounds: Bounds): Card {
  const { notification } = content;
  const story = storyOf(notification, messages, timeZone);
  const shortened = story.sections.map((section) => shortenSection(section, messages, bounds));
  const sections = shortened.map(({ section }) => section);
  const subject = shorten(plainText(story.subject), 200);
  const colours = COLOURS[toneOf(notification)];
  return {
    schema: "2.0",
    config: {
      update_multi: true,
      width_mode: "default",
      summary: { content: `${story.title}: ${subject}` },
    },
    header: {
      title: { tag: "plain_text", content: `${story.title}: ${subject}` },
      template: colours.header,
      text_tag_list: [
        {
          tag: "text_tag",
          text: { tag: "plain_text", content: shorten(plainText(story.state), 40) },
          color: colours.tag,
        },
      ],
    },
    body: {
      direction: "vertical",
      vertical_spacing: "4px",
      elements: [
        ...mentions(content.mention ?? []),
        div(story.sentence),
        ...sections.filter(({ isDetail }) => isDetail !== true).flatMap(sectionElements),
        { tag: "hr" },
        ...(shortened.some(({ cut }) => cut) ? [div(messages.labels.shortened, SMALL)] : []),
        ...footer(content, messages, {
          timeZone: zoneOf(notification, timeZone),
          details: detailsOf(sections),
        }),
      ],
    },
  };
}

const SMALL = { text_size: "notation", text_color: "grey" } as const;

/** Folded, with what is in it as the header: nothing before a decision but what it needs. */
function detailsOf(sections: readonly Section[]): CardElement[] {
  const details = sections.filter(({ isDetail }) => isDetail);
  if (details.length === 0) return [];
  const title = details.map(({ label }) => label).join(" · ");
  return [foldedPanel(title, details.flatMap(sectionElements))];
}

function sectionElements(section: Section): CardElement[] {
  const heading = headingOf(section.label);
  if (section.kind !== "diff") {
    const mark = section.kind === "list" ? "• " : "";
    return [heading, div(section.lines.map((line) => `${mark}${line}`).join("\n"))];
  }
  return [
    heading,
    ...runsOf(section.lines).map(({ sign, lines }) =>
      div(lines.map(withFastSign).join("\n"), DIFF_STYLES[sign]),
    ),
  ];
}

/** Nearer to what it heads than to what is before it. */
const headingOf = (label: string): CardElement => ({
  tag: "div",
  text: { ...plain(label), ...SMALL },
  margin: "8px 0px 0px 0px",
});

/** On a phone the sign would else stand on a line of its own: no line may break after these two, as it may after a hyphen. */
const withFastSign = (line: string): string => line.replace(/^- /, "\u2212\u00a0").replace(/^\+ /, "+\u00a0");

const DIFF_STYLES = {
  "+": { text_color: "green" },
  "-": { text_color: "red" },
  " ": { text_color: "grey" },
  own: SMALL,
} as const;
type Sign = keyof typeof DIFF_STYLES;

const signOf = (line: string): Sign => (line.startsWith("+") ? "+" : line.startsWith("-") ? "-" : " ");

/** What the service notes on each object that it changes: shown, for it is written too, but not what a person decides on. */
const OWN_MARK = /^[+-] metadata\.annotations\.(?:kube-autofix\.io|kubernetes\.io\/change-cause)\b/;

/** Neighbouring lines of the same sign together, for each group is a node and a card holds 200. */
function runsOf(lines: readonly string[]): { sign: Sign; lines: string[] }[] {
  const runs: { sign: Sign; lines: string[] }[] = [];
  for (const line of lines) {
    const sign = OWN_MARK.test(line) ? "own" : signOf(line);
    const last = runs.at(-1);
    if (last?.sign === sign) last.lines.push(line);
    else runs.push({ sign, lines: [line] });
  }
  return runs;
}

/** The one place of a card with markup, and nothing but open ids of the policy is in it. */
function mentions(openIds: readonly string[]): CardElement[] {
  const known = openIds.filter((openId) => /^ou_[\w-]+$/.test(openId));
  if (known.length === 0) return [];
  return [{ tag: "markdown", content: known.map((openId) => `<at id=${openId}></at>`).join(" ") }];
}

function footer(
  { notification, links, actions = [] }: CardContent,
  messages: Messages,
  { timeZone, details }: { timeZone: string; details: CardElement[] },
): CardElement[] {
  const { labels } = messages;
  const { approval } = notification;
  const buttons: CardElement[] = [];
  const { logs, runbook } = links;
  if (approval !== null && links.approval !== null) {
    buttons.push(linkButton(labels.review, links.approval, "primary"));
  }
  if (links.incident !== null) buttons.push(linkButton(labels.open, links.incident, "default"));
  if (logs !== undefined) buttons.push(linkButton(labels.logs, logs, "default"));
  if (runbook !== undefined) buttons.push(linkButton(labels.runbook, runbook, "default"));
  return [
    ...(approval === null
      ? []
      : [div(messages.decideBefore(plainText(zonedTime(approval.expiresAt, timeZone))))]),
    ...actions,
    ...details,
    ...buttons,
    ...(buttons.length + actions.length === 0 ? [div(labels.noLink, SMALL)] : []),
    div(
      `${labels.incident} ${notification.incidentId} · ${plainText(zonedTime(notification.at, timeZone))}`,
      SMALL,
    ),
  ];
}
