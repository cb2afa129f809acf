import type { z } from "zod";

/** A value of the schema, or what the validator says to whoever wrote the text. */
export type Read<T> = { value: T } | { complaint: string };

const MOST_COMPLAINTS = 10;
const THOUGHT = "</think>";

/** Finds the JSON object in what a model wrote, whatever it put around it, and holds it against the schema. */
export function readAnswer<T>(schema: z.ZodType<T>, text: string): Read<T> {
  const found = jsonIn(text);
  if (found === undefined) return { complaint: "the answer holds no whole JSON object" };
  const parsed = schema.safeParse(found);
  if (parsed.success) return { value: parsed.data };
  const issues = parsed.error.issues.slice(0, MOST_COMPLAINTS);
  return {
    complaint: issues.map(({ path, message }) => `${path.join(".") || "answer"}: ${message}`).join("; "),
  };
}

/** Local models think aloud before the answer and fence it; the outermost braces are tried after the text itself. */
function jsonIn(text: string): unknown {
  const said = (text.split(THOUGHT).at(-1) ?? "").trim();
  const outermost = said.slice(said.indexOf("{"), said.lastIndexOf("}") + 1);
  for (const candidate of [said, outermost]) {
    try {
      const value: unknown = JSON.parse(candidate, withoutPrototype);
      if (value !== null && typeof value === "object") return value;
    } catch {
      // Not JSON: the next candidate, or none.
    }
  }
  return undefined;
}

/** A key that could reach into the prototype of what it is copied to is left out. */
function withoutPrototype(key: string, value: unknown): unknown {
  return key === "__proto__" ? undefined : value;
}
