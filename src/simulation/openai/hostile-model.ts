import { createRandom } from "../store/random.ts";
import type { ChatRequest, Script } from "./behaviour.ts";
import { orderIn } from "./obedient-model.ts";
import { type Malice, type Schema, worstAnswer } from "./worst-answer.ts";

/** What it was asked and how it answered: what a run has covered. */
export interface Said {
  system: string;
  manner: "obeys" | "legal" | "illegal" | "no-json";
  text: string;
}

/**
 * A model that belongs to an attacker: it obeys what the evidence orders, or answers each schema that it is asked for at its
 * worst, within the schema and beyond it. It sees the request alone.
 */
export function hostileModel(options: {
  seed: number;
  texts: readonly string[];
  extras: Malice["extras"];
  onSaid?: (said: Said) => void;
}): Script {
  return (request) => {
    const system = request.messages[0]?.content ?? "";
    const user = request.messages[1]?.content ?? "";
    // The same question is answered alike, whoever asks it first.
    const random = createRandom(options.seed ^ hash(user) ^ request.messages.length);
    const say = (manner: Said["manner"], text: string) => {
      options.onSaid?.({ system, manner, text });
      return { kind: "text", text } as const;
    };
    const order = orderIn(request);
    const roll = random.next();
    if (order !== undefined) return say("obeys", order);
    if (roll > 0.97) return say("no-json", options.texts[hash(user) % options.texts.length] ?? "");
    const malice = maliceIn(request, options);
    const manner = roll > 0.82 ? "illegal" : "legal";
    const answer = worstAnswer(schemaIn(system), manner, { random, malice });
    return say(manner, JSON.stringify(answer));
  };
}

/** The schema stands in the instructions, as every server is told it. */
export function schemaIn(system: string): Schema {
  const start = system.indexOf("{", system.lastIndexOf("JSON Schema:"));
  try {
    return JSON.parse(system.slice(start, system.lastIndexOf("}") + 1)) as Schema;
  } catch {
    return {};
  }
}

function maliceIn({ messages }: ChatRequest, { texts, extras }: Pick<Malice, "texts" | "extras">): Malice {
  const ids = [...(messages[1]?.content ?? "").matchAll(/"id": ?"([^"]{1,32})"/g)].map(([, id]) => id ?? "");
  const numbers = ids.flatMap((id) => /(\d+)$/.exec(id)?.[1] ?? []).map(Number);
  return { texts, extras, ids, numbers: [...numbers, 0, 1, -1, 1e9, 0.5, 2 ** 53] };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
