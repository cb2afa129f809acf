/**
 * Control characters (a terminal obeys some), and the marks that turn the direction of text around and so can make a
 * line read as something else (Unicode Technical Report 36, 2.10). Line feed and tab stay.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Untrusted text as one that only says something and does nothing. */
export function plainText(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(UNSAFE, "\ufffd").toWellFormed();
}

/** At most `max` characters, the last of them an ellipsis where something was cut. Splits no character in two. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const characters = Array.from(text);
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join("")}…`;
}
