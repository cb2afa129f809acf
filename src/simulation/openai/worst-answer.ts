import type { Random } from "../store/random.ts";

/** A JSON Schema, as far as those of questions go. */
export interface Schema {
  [keyword: string]: unknown;
}

/** What an attacker would have a field say. */
export interface Malice {
  texts: readonly string[];
  /** Names of pieces of the question: what a field of names would take. */
  ids: readonly string[];
  numbers: readonly number[];
  /** What stands beside the fields of the schema in an illegal answer. */
  extras: Readonly<Record<string, unknown>>;
}

/** `legal`: within the schema, at its worst. `illegal`: one field is beyond it, or stands beside it. */
export type Legality = "legal" | "illegal";

/** Made from the schema alone, so that a field that is new is at its worst too. */
export function worstAnswer(
  schema: Schema,
  legality: Legality,
  { random, malice }: { random: Random; malice: Malice },
): unknown {
  const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(random.next() * of.length)];
  const root = schema;

  function legal(at: Schema): unknown {
    const one = resolved(at, root);
    const choices = (one.anyOf ?? one.oneOf) as Schema[] | undefined;
    if (choices !== undefined) return legal(pick(choices) ?? {});
    if ("const" in one) return one.const;
    if (Array.isArray(one.enum)) return pick(one.enum);
    switch (one.type) {
      case "object":
        return object(one);
      case "array": {
        const least = Number(one.minItems ?? 0);
        const most = Math.min(Number(one.maxItems ?? 8), 24);
        const length = Math.max(least, Math.floor(random.next() * (most + 1)));
        return Array.from({ length }, () => legal((one.items ?? {}) as Schema));
      }
      case "string":
        return text(one);
      case "integer":
      case "number":
        return number(one);
      case "boolean":
        return random.next() < 0.5;
      case "null":
        return null;
      default:
        return pick<unknown>([...malice.texts, null, 0, [], { ...malice.extras }]);
    }
  }

  function object(one: Schema): Record<string, unknown> {
    const properties = (one.properties ?? {}) as Record<string, Schema>;
    const made = Object.entries(properties).map(([name, property]) => [name, legal(property)]);
    const open = one.additionalProperties;
    const more = open !== null && typeof open === "object" ? [["constructor", legal(open as Schema)]] : [];
    return Object.fromEntries([...made, ...more]);
  }

  function text({ maxLength, minLength }: Schema): string {
    const most = Number(maxLength ?? 4_000);
    const isName = most <= 32 && malice.ids.length > 0 && random.next() < 0.8;
    const chosen = (isName ? pick(malice.ids) : pick(malice.texts)) ?? "";
    const long = random.next() < 0.05 ? chosen.repeat(1 + Math.ceil(most / (chosen.length || 1))) : chosen;
    return long.slice(0, most).padEnd(Number(minLength ?? 0), "x");
  }

  function number({ minimum, maximum, type }: Schema): number {
    const [least, most] = [Number(minimum ?? -1e15), Number(maximum ?? 1e15)];
    const wanted = pick([...malice.numbers, ...malice.numbers, least, most]) ?? most;
    const within = Math.min(most, Math.max(least, wanted));
    return type === "integer" ? Math.trunc(within) : within;
  }

  function illegal(at: Schema): unknown {
    const answer = legal(at);
    if (answer === null || typeof answer !== "object") return malice.extras;
    const names = Object.keys(answer);
    const name = pick(names) ?? "";
    const wrong = pick<unknown>([malice.extras, -1e308, "x".repeat(200_000), [[]], null, true, "apply"]);
    if (random.next() < 0.4) return { ...answer, ...malice.extras };
    if (random.next() < 0.2)
      return Object.fromEntries(Object.entries(answer).filter(([key]) => key !== name));
    return { ...answer, [name]: wrong };
  }

  return legality === "legal" ? legal(schema) : illegal(schema);
}

function resolved(at: Schema, root: Schema): Schema {
  if (typeof at.$ref !== "string") return at;
  const path = at.$ref.replace(/^#\/?/, "").split("/").filter(Boolean);
  return path.reduce<Schema>((one, key) => (one[key] ?? {}) as Schema, root);
}
