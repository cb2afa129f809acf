import type { ChatRequest, Script } from "./behaviour.ts";

interface Piece {
  id: string;
  origin: string;
  text: string;
}

/**
 * A model that reads what it was sent and nothing else: it knows neither scenario nor seed. It finds what programs say of
 * values that they do not take, which is what the stories with a model turn on; of all else it says that it does not know.
 */
export const goodModel: Script = (request) => ({ kind: "text", text: JSON.stringify(answerTo(request)) });

export function answerTo({ messages }: ChatRequest): object {
  const system = messages[0]?.content ?? "";
  const pieces = piecesOf(messages[1]?.content ?? "");
  if (system.includes('"move"')) return move(pieces);
  if (system.includes('"choice"')) return choice(pieces);
  if (system.includes('"sentences"')) return sentences(pieces);
  return cause(pieces);
}

function piecesOf(user: string): Piece[] {
  const document = user.slice(0, user.lastIndexOf("}") + 1);
  return (JSON.parse(document) as { data: Piece[] }).data;
}

function move(pieces: readonly Piece[]) {
  const legal = textOf(pieces, "legal").split(", ");
  const best = ["consult", "choose", "propose"].find((one) => legal.includes(one)) ?? legal[0];
  return { move: best, reason: "it can still mend the problem" };
}

/** What a program said of one value: the piece, what it does not take, and what it would. */
interface Complaint {
  id: string;
  given: string | undefined;
  allowed: string[];
  text: string;
}

function complaintIn(pieces: readonly Piece[]): Complaint | undefined {
  for (const { id, text } of pieces) {
    if (!/^e\d+$/.test(id)) continue;
    const list =
      /(?:must be|expected|has to be|allowed(?: values)?(?: are)?:?)(?: one of)?:? ([\w.-]+(?:(?:, | or |, or |\|)[\w.-]+)+)/i;
    const allowed = list.exec(text)?.[1]?.split(/, or |, | or |\|/) ?? [];
    if (allowed.length > 0) return { id, given: /["'“](\w[\w.-]*)["'”]/.exec(text)?.[1], allowed, text };
  }
  return undefined;
}

function cause(pieces: readonly Piece[]) {
  const complaint = complaintIn(pieces);
  if (complaint === undefined)
    return {
      cause: "unknown",
      confidence: 0.2,
      sentence: "No piece of the evidence says what is wrong; its log would have to be read in full.",
      evidence: [],
    };
  return {
    cause: "config-content-invalid",
    confidence: 0.95,
    sentence: `A setting holds a value that the program does not take; it names ${complaint.allowed.join(", ")}.`,
    evidence: [complaint.id],
  };
}

function choice(pieces: readonly Piece[]) {
  const none = {
    choice: "none",
    number: 0,
    value: null,
    reason: "The evidence calls for no change that is offered.",
    evidence: [],
  };
  if (pieces.some(({ id }) => id === "candidate 1"))
    return { ...none, choice: "candidate", number: 1, reason: "It mends the cause with the least change." };
  const complaint = complaintIn(pieces);
  if (complaint === undefined) return none;
  for (const { id, text } of pieces) {
    const number = /^field (\d+)$/.exec(id)?.[1];
    if (number === undefined) continue;
    const { field, value } = JSON.parse(text) as { field: string; value: string | number };
    const name = field.split(" ").at(-1) ?? "";
    const isMeant = complaint.given === String(value) || (name.length > 3 && complaint.text.includes(name));
    const [nearest] = complaint.allowed.toSorted(
      (a, b) => distance(a, String(value)) - distance(b, String(value)),
    );
    if (!isMeant || nearest === undefined || complaint.allowed.includes(String(value))) continue;
    return {
      choice: "set-field",
      number: Number(number),
      value: nearest,
      reason: `${complaint.id} lists the values that it takes, and ${nearest} is the nearest to the one that it has.`,
      evidence: [complaint.id],
    };
  }
  return none;
}

function sentences(pieces: readonly Piece[]) {
  const isChinese = textOf(pieces, "language").startsWith("zh");
  const [first] = pieces.filter(({ id }) => /^e\d+$/.test(id));
  if (first === undefined) return { sentences: [] };
  const text = isChinese
    ? "先看这条证据，它说明了最后发生的事。"
    : "Start with this: it is the last that was seen.";
  return { sentences: [{ text, evidence: [first.id] }] };
}

const textOf = (pieces: readonly Piece[], wanted: string) =>
  pieces.find(({ id }) => id === wanted)?.text ?? "";

/** Levenshtein's, of short words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
