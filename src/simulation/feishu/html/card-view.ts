import type { Node } from "../callback/pressables.ts";
import { isObject } from "../card/checks.ts";
import { colourClass } from "./colour-class.ts";
import { escapeHtml } from "./escape-html.ts";
import { markdownToHtml } from "./markdown-to-html.ts";

/** Who looks at a card, in which language, and where a press is sent. */
export interface CardView {
  locale: "zh_cn" | "en_us";
  /** Absent where nobody can press. */
  pressUrl: string | undefined;
  /** By the part of the card that can be pressed. */
  keys: ReadonlyMap<Node, string>;
  nameOf: (id: string) => string;
}

/** The text of a node in the reader's language. */
export function contentOf(node: unknown, { locale }: CardView): string {
  if (!isObject(node)) return "";
  const translated = isObject(node.i18n_content) ? node.i18n_content[locale] : undefined;
  return String(translated ?? node.content ?? "");
}

export function textHtml(node: unknown, view: CardView): string {
  if (!isObject(node)) return "";
  const content = contentOf(node, view);
  const isPlain = node.tag === undefined || node.tag === "plain_text";
  const html = isPlain ? escapeHtml(content) : markdownToHtml(content, view.nameOf);
  const size = /^(?:notation|small|x-small)$/.test(String(node.text_size))
    ? "small"
    : /^(?:heading|large|x)/.test(String(node.text_size))
      ? "large"
      : "normal";
  return `<div class="text ${isPlain ? "plain" : "markdown"} ${size} ${colourClass(node.text_color)}">${html}</div>`;
}
