import type { ChatRequest, Script } from "./behaviour.ts";
import { goodProgram } from "./good-program.ts";
import { complaintIn } from "./knowledge/catalogue.ts";

interface Piece {
  id: string;
  origin: string;
  text: string;
}

/**
 * A model that reads what it was sent and nothing else: it knows neither scenario nor seed. It has seen what many
 * programs say of values that they do not take (`knowledge/`), and looks for more of it by a program; of all else it says
 * that it does not know.
 */
export const goodModel: Script = (request) => ({ kind: "text", text: JSON.stringify(answerTo(request)) });

export function answerTo({ messages }: ChatRequest): object {
  const system = messages[0]?.content ?? "";
  const pieces = piecesOf(messages[1]?.content ?? "");
  if (system.includes('"move"')) return move(pieces);
  if (system.includes('"code"')) return goodProgram;
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
  // What it can read needs no program.
  const isRead = told(pieces) !== undefined;
  const wanted = isRead ? ["consult", "choose", "propose"] : ["consult", "program", "choose", "propose"];
  const best = wanted.find((one) => legal.includes(one)) ?? legal[0];
  return { move: best, reason: "it can still mend the problem" };
}

/** The first piece of evidence that tells what a program does not take. */
function told(pieces: readonly Piece[]) {
  for (const { id, text } of pieces) {
    const complaint = /^e\d+$/.test(id) ? complaintIn(text) : undefined;
    if (complaint !== undefined) return { id, ...complaint };
  }
  return undefined;
}

function cause(pieces: readonly Piece[]) {
  const complaint = told(pieces);
  if (complaint === undefined)
    return {
      cause: "unknown",
      confidence: 0.2,
      sentence: "No piece of the evidence says what is wrong; its log would have to be read in full.",
      evidence: [],
    };
  const { cause, sentence, id } = complaint;
  return { cause, confidence: 0.95, sentence, evidence: [id] };
}

function choice(pieces: readonly Piece[]) {
  const none = {
    choice: "none",
    number: 0,
    value: null,
    reason: "The evidence calls for no change that is offered.",
    evidence: [],
  };
  // What mends another cause than the one that was found is for a person to weigh.
  const [first] = pieces.filter(({ id }) => id === "candidate 1");
  if (first !== undefined) {
    const { cause } = JSON.parse(first.text) as { cause: string };
    const isOfFinding = textOf(pieces, "finding").startsWith(`${cause}:`);
    return isOfFinding
      ? { ...none, choice: "candidate", number: 1, reason: "It mends the cause with the least change." }
      : none;
  }
  const complaint = told(pieces);
  return complaint === undefined ? none : (setField(pieces, complaint) ?? none);
}

function setField(pieces: readonly Piece[], complaint: NonNullable<ReturnType<typeof told>>) {
  const fields = pieces.flatMap(({ id, text }) => {
    const number = /^field (\d+)$/.exec(id)?.[1];
    if (number === undefined) return [];
    const { field, value } = JSON.parse(text) as { field: string; value: string | number };
    return [{ number: Number(number), name: field.split(" ").at(-1) ?? "", value: String(value) }];
  });
  for (const { number, name, value } of fields) {
    const isNamed = name.length > 3 && complaint.line.includes(name);
    const isMeant = complaint.given === undefined || complaint.given === value || isNamed;
    const others = fields.flatMap((other) => (other.number === number ? [] : other.value));
    const mended = isMeant ? complaint.mend(value, others) : undefined;
    if (mended === undefined || mended === value) continue;
    const reason = `${complaint.id} says that ${value} is not taken; ${mended} is what it asks for.`;
    return { choice: "set-field", number, value: mended, reason, evidence: [complaint.id] };
  }
  return undefined;
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
