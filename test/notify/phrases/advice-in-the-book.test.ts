import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PHRASES_ZH_CN, phrasesZhCn } from "../../../src/notify/messages/data/phrases-zh-cn/phrases.ts";

/** What a candidate, its advice and a wait hold for people, as it stands in the source. */
const FIELD = String.raw`\b(?:text|step|sentence|reason):\s*(?:[\w.?! ]+\?\s*)?`;
const PLAIN = new RegExp(`${FIELD}"([^"]+)"`, "g");
/** Slots, which may hold another template but none within that. */
const SLOT = /\$\{(?:[^{}`]|\{[^{}]*\}|`(?:[^`$]|\$\{[^{}]*\})*`)*\}/;
const TEMPLATE = new RegExp(`${FIELD}\`((?:[^\`\\\\$]|${SLOT.source})*)\``, "g");

const FOLDERS = ["src/diagnosis/signatures", "src/diagnosis/investigators"];

const FILES = FOLDERS.flatMap((folder) => readdirSync(folder, { withFileTypes: true, recursive: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));

const found = (pattern: RegExp) => [
  ...new Set(FILES.flatMap((file) => [...file.matchAll(pattern)].map(([, text = ""]) => text))),
];
const wordsIn = (text: string) => text.match(/[A-Za-z]+/g)?.length ?? 0;
const isSentence = (text: string) => wordsIn(text) > 1;

/** The words between the slots of which there are most. */
const mainPiece = (template: string) =>
  template
    .split(new RegExp(SLOT, "g"))
    .map((piece) => piece.replace(/^[\s,.;:()]+|[\s,.;:()]+$/g, ""))
    .reduce((a, b) => (wordsIn(b) > wordsIn(a) ? b : a), "");

describe("what a signature or an investigator says is known to the book", () => {
  test("a whole sentence", () => {
    const sentences = found(PLAIN).filter(isSentence);
    expect(sentences.length).toBeGreaterThan(100);
    expect(sentences.filter((text) => phrasesZhCn(text).some(({ isKept }) => isKept))).toEqual([]);
  });

  test("a sentence with slots, by the longest of its words in a row", () => {
    const known = PHRASES_ZH_CN.map(([english]) => english);
    const pieces = found(TEMPLATE).map(mainPiece).filter(isSentence);
    expect(pieces.length).toBeGreaterThan(100);
    expect(pieces.filter((piece) => !known.some((english) => english.includes(piece)))).toEqual([]);
  });
});
