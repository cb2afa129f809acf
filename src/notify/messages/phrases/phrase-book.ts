import { compilePhrase, type Phrase, slotsOf } from "./phrase.ts";

/** A piece of a sentence: put into the reader's language, or kept as it was written. */
export interface Part {
  text: string;
  isKept: boolean;
}

/** A sentence of ours as a template, and the same in the other language; `phrase.ts` tells what its slots hold. */
export type PhraseRow = readonly [english: string, translated: string];

export type PhraseBook = (text: string) => readonly Part[];

/** A sentence of ours is bounded; whatever is longer was written by somebody else. */
const MOST_CHARS = 2_000;
/** A plan within an attempt within a hand-over: no sentence of ours goes deeper. */
const MOST_DEPTH = 5;
/** An object or a cause that the rest is about. */
const HEAD = /^(?:[A-Z][A-Za-z]+ [\w./-]+|[a-z]+(?:-[a-z]+)*): /;
/** A command behind what it is for, or a manifest in one line. */
const COMMAND = /: (?=(?:kubectl|helm|systemctl|openssl|echo) |spec: \{)/;
/** How sentences of ours are joined. */
const JOINT = "; ";

/**
 * Puts sentences of ours into another language by pairs of templates, English and its translation. What is stored, and
 * what the audit and the API say, stays English. A sentence that no template knows is kept as it was written; so is what
 * stands in a slot for a sentence and is not known, such as the message of a platform.
 */
export function createPhraseBook(
  rows: readonly PhraseRow[],
  named: (name: string) => string = (name) => name,
): PhraseBook {
  // The one that says most in words of its own is the one that is meant.
  const phrases = rows.map(([english, translated]) => compilePhrase(english, translated));
  phrases.sort((a, b) => b.weight - a.weight);
  const translate: Translate = (text, depth) => {
    const kept = [{ text, isKept: true }];
    if (text.length > MOST_CHARS || depth > MOST_DEPTH || text.includes("\n")) return kept;
    const filled = firstMatch(phrases, text);
    const parts =
      filled?.flatMap(({ kind, text: piece }) =>
        kind === "sentence" ? translate(piece, depth + 1) : [ours(kind === "name" ? named(piece) : piece)],
      ) ?? byPieces(text, (piece) => translate(piece, depth + 1));
    return parts.some(({ isKept }) => !isKept) ? parts : kept;
  };
  return (text) => merged(translate(text, 0));
}

type Translate = (text: string, depth: number) => Part[];

const ours = (text: string): Part => ({ text, isKept: false });

/** A sentence behind what it is about, before a command, or several in a row; only as far as one of them is known. */
function byPieces(text: string, translate: (piece: string) => Part[]): Part[] {
  let best: Part[] = [];
  for (const split of [withReason, behindHead, beforeCommand, inARow]) {
    const parts = split(text, translate);
    // "ConfigMap name: a -> b; ..." is not about an object of that name: what leaves nothing unknown is what was meant.
    if (isKnown(parts) && parts.every(({ isKept }) => !isKept)) return parts;
    if (best.length === 0 && isKnown(parts)) best = parts;
  }
  return best;
}

type Split = (text: string, translate: (piece: string) => Part[]) => Part[];

const isKnown = (parts: readonly Part[]) => parts.some(({ isKept }) => !isKept);

/** A summary, and in brackets behind it why it is told now, which may be a person's own words. */
const withReason: Split = (text, translate) => {
  const end = text.endsWith(")") ? text.indexOf(". (") : -1;
  const before = end > 0 ? translate(text.slice(0, end + 1)) : [];
  if (!isKnown(before)) return [];
  return [...before, ours("（"), ...translate(text.slice(end + 3, -1)), ours("）")];
};

const behindHead: Split = (text, translate) => {
  const head = HEAD.exec(text)?.[0] ?? "";
  const tail = head === "" ? [] : translate(text.slice(head.length));
  return isKnown(tail) ? [ours(`${head.slice(0, -": ".length)}：`), ...tail] : [];
};

const beforeCommand: Split = (text, translate) => {
  const command = text.search(COMMAND);
  const before = command > 0 ? translate(text.slice(0, command)) : [];
  return isKnown(before) ? [...before, ours(text.slice(command))] : [];
};

const inARow: Split = (text, translate) => {
  const joined = text.includes(JOINT) ? text.split(JOINT).map(translate) : [];
  if (!joined.some(isKnown)) return [];
  return joined.flatMap((parts, index) => (index === 0 ? parts : [ours("；"), ...parts]));
};

type Piece = { kind: "words" | "name" | "sentence"; text: string };

function firstMatch(phrases: readonly Phrase[], text: string): Piece[] | undefined {
  for (const phrase of phrases) {
    const slots = slotsOf(phrase, text);
    if (slots === undefined) continue;
    return phrase.translated.map((one) =>
      one.kind === "words" ? one : { kind: one.kind, text: slots.get(one.name) ?? "" },
    );
  }
  return undefined;
}

function merged(parts: readonly Part[]): Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last?.isKept === part.isKept) last.text += part.text;
    else if (part.text !== "") all.push({ ...part });
  }
  return all;
}
