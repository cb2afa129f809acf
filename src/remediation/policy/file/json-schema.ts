import { z } from "zod";
import { policyFileSchema } from "../policy.ts";

export type JsonSchema = {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: unknown[];
  description?: string;
  [key: string]: unknown;
};

/** The policy file's schema for editors: draft 2020-12, what a file may look like before its conditions are read. */
export function policyJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(policyFileSchema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Policy of kube-autofix",
    ...schema,
  };
}

/** The part of a schema that a path of a file leads to. */
export function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return schema;
  for (const one of [schema, ...(schema.anyOf ?? [])]) {
    const { additionalProperties: open, items, properties } = one;
    const next =
      typeof head === "number"
        ? items
        : (properties?.[String(head)] ?? (typeof open === "object" ? open : undefined));
    const found = next === undefined ? undefined : schemaAt(next, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}
