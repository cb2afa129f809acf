/** `{a}` holds a name or a figure, which is the same in every language; `{A}` holds a sentence, which is translated in turn. */
const SLOT = /\{([A-Za-z])\}/;

type Piece = { kind: "words"; text: string } | { kind: "name" | "sentence"; name: string };

export interface Phrase {
  /** Words and slots in turn, beginning and ending with words, which may be empty. */
  words: readonly string[];
  slots: readonly { kind: "name" | "sentence"; name: string }[];
  translated: readonly Piece[];
  /** How many characters are its own. */
  weight: number;
}

const MOST_NAME_CHARS = 160;
/** More than a name: another sentence that begins or ends here. */
const SEVERAL = /[;:] | — /;

export function compilePhrase(english: string, translated: string): Phrase {
  const pieces = piecesOf(english);
  const words = [""];
  const slots: Phrase["slots"][number][] = [];
  for (const piece of pieces) {
    if (piece.kind === "words") words[words.length - 1] = piece.text;
    else {
      slots.push(piece);
      words.push("");
    }
  }
  return { words, slots, translated: piecesOf(translated), weight: words.join("").length };
}

function piecesOf(template: string): Piece[] {
  return template.split(/(\{[A-Za-z]\})/).flatMap((piece): Piece[] => {
    const name = SLOT.exec(piece)?.[1];
    if (name === undefined) return piece === "" ? [] : [{ kind: "words", text: piece }];
    return [{ kind: name === name.toLowerCase() ? "name" : "sentence", name }];
  });
}

/**
 * What stands in each slot, where the whole text is this phrase. Each word is looked for once from left to right, so a
 * hostile text costs no more than its length.
 */
export function slotsOf({ words, slots }: Phrase, text: string): ReadonlyMap<string, string> | undefined {
  const [first = "", ...rest] = words;
  if (!text.startsWith(first)) return undefined;
  const found = new Map<string, string>();
  let at = first.length;
  for (const [index, slot] of slots.entries()) {
    const word = rest[index] ?? "";
    const isLast = index === slots.length - 1;
    const end = isLast ? text.length - word.length : text.indexOf(word, at + 1);
    if (end <= at || (isLast && !text.endsWith(word))) return undefined;
    const value = text.slice(at, end);
    if (slot.kind === "name" && (value.length > MOST_NAME_CHARS || SEVERAL.test(value))) return undefined;
    found.set(slot.name, value);
    at = end + word.length;
  }
  return at === text.length ? found : undefined;
}
