import { Parser } from "htmlparser2";

/** What would lead a reader elsewhere, run, or call people, in the text of a card or a page. */
export function aliveInCard(card: unknown, publicUrl: string): string[] {
  const found: string[] = [];
  const look = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const item of value) look(item, key);
    else if (value !== null && typeof value === "object") {
      const { tag, content } = value as { tag?: unknown; content?: unknown };
      if (typeof tag === "string" && !["plain_text", "text_tag"].includes(tag) && typeof content === "string")
        if (!/^(<at id=ou_[\w-]+><\/at> ?)+$/.test(content))
          found.push(`markup ${tag}: ${content.slice(0, 80)}`);
      for (const [name, item] of Object.entries(value)) look(item, name);
    } else if (typeof value === "string" && /url|href|link/i.test(key) && !isOwn(value, publicUrl))
      found.push(`${key} leads to ${value.slice(0, 80)}`);
  };
  look(card, "");
  return found;
}

const ADDRESSES = [
  "href",
  "src",
  "action",
  "formaction",
  "xlink:href",
  "data",
  "poster",
  "srcset",
  "ping",
  "background",
];
const NEVER = ["iframe", "object", "embed", "base", "applet", "frame", "audio", "video"];

/** The page as a browser's parser sees it. */
export function aliveInPage(html: string, publicUrl: string): string[] {
  const found: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (NEVER.includes(name)) found.push(`<${name}>`);
      if (name === "script" && !/^\/assets\/[\w-]+\.js$/.test(attributes.src ?? ""))
        found.push("<script> of another");
      if (name === "meta" && attributes["http-equiv"] !== undefined) found.push("<meta http-equiv>");
      for (const [attribute, value] of Object.entries(attributes)) {
        if (attribute.startsWith("on")) found.push(`${name} ${attribute}`);
        if (/url\(|expression\(/i.test(attribute === "style" ? value : ""))
          found.push(`${name} style ${value}`);
        if (ADDRESSES.includes(attribute) && !isOwn(value, publicUrl))
          found.push(`${name} ${attribute} leads to ${value.slice(0, 80)}`);
      }
    },
  });
  parser.end(html);
  return found;
}

/** A path of our own or an address below ours; browsers drop tabs and newlines, and take a backslash for a slash. */
function isOwn(address: string, publicUrl: string): boolean {
  const read = address
    .replace(/[\t\n\r]/g, "")
    .trim()
    .replaceAll("\\", "/");
  return (
    read === publicUrl ||
    read.startsWith(`${publicUrl}/`) ||
    read.startsWith("#") ||
    /^\/(?!\/)|^\?/.test(read) ||
    read === ""
  );
}
