/** Markup that is safe to send: only `html` makes it, and everything interpolated there is escaped. */
export class Html {
  readonly markup: string;
  /** For `html` alone: nothing else may vouch for markup. */
  constructor(markup: string) {
    this.markup = markup;
  }
  toString(): string {
    return this.markup;
  }
}

export type Content = Html | string | number | null | undefined | false | readonly Content[];

/** Tagged template. Strings are escaped for text and for quoted attributes; quote every attribute. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  let markup = strings[0] ?? "";
  values.forEach((value, index) => {
    markup += render(value) + (strings[index + 1] ?? "");
  });
  return new Html(markup);
}

function render(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (content instanceof Html) return content.markup;
  if (typeof content === "object") return content.map(render).join("");
  return escapeText(String(content));
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/**
 * Characters that are not what they look like are shown as U+FFFD: control characters, and those that reorder or hide
 * text, with which a name could make a diff read as another one. Source: CVE-2021-42574, "Trojan Source".
 */
const DECEPTIVE =
  /[^\P{Cc}\t\n]|[\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

export function escapeText(text: string): string {
  return text
    .replace(/\r\n/g, "\n")
    .replace(DECEPTIVE, "\ufffd")
    .replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? "");
}
