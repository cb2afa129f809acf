import type { z } from "zod";

/** One variable of the environment. A secret may also come as NAME_FILE, the path of a file that holds it. */
export interface Variable<
  S extends z.ZodType = z.ZodType,
  D extends string | undefined = string | undefined,
> {
  schema: S;
  default: D;
  isSecret: boolean;
  meaning: string;
}

export function withDefault<S extends z.ZodType>(
  schema: S,
  value: string,
  meaning: string,
): Variable<S, string> {
  return { schema, default: value, isSecret: false, meaning };
}

export function optional<S extends z.ZodType>(schema: S, meaning: string): Variable<S, undefined> {
  return { schema, default: undefined, isSecret: false, meaning };
}

export function secret<S extends z.ZodType>(schema: S, meaning: string): Variable<S, undefined> {
  return { schema, default: undefined, isSecret: true, meaning };
}
