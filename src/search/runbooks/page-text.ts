import { Parser } from "htmlparser2";

const BLOCKS = new Set([
  ..."address article aside blockquote br dd div dl dt fieldset figure footer form".split(" "),
  ..."header hr li main nav ol p pre section table tbody td th thead tr ul".split(" "),
]);
const SILENT = new Set(["script", "style", "template", "noscript", "svg", "head", "iframe", "object"]);

/** The words of a web page as Markdown of a kind: headings and lines, nothing that could run, load or lead anywhere. */
export function pageText(html: string): string {
  const parts: string[] = [];
  let silent = 0;
  const parser = new Parser({
    onopentagname(name) {
      if (SILENT.has(name)) silent += 1;
      else if (/^h[1-6]$/.test(name)) parts.push(`\n\n${"#".repeat(Number(name[1]))} `);
      else if (BLOCKS.has(name)) parts.push("\n");
    },
    ontext(text) {
      if (silent === 0) parts.push(text.replaceAll(/\s+/g, " "));
    },
    onclosetag(name) {
      if (SILENT.has(name)) silent = Math.max(0, silent - 1);
      else if (/^h[1-6]$/.test(name)) parts.push("\n");
    },
  });
  parser.end(html);
  return (
    parts
      .join("")
      .split("\n")
      // By an expression, a page of blanks without a line end would take the square of its length.
      .map((line) => line.trim())
      .join("\n")
      .replaceAll(/\n{3,}/g, "\n\n")
      .trim()
  );
}
