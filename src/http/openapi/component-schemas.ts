import { z } from "zod";
import { ANSWER_SCHEMAS, REQUEST_SCHEMAS } from "./api-schemas.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

const AT = "#/components/schemas/";

/** Each named schema once, with references where one holds another. */
export function componentSchemas(): Record<string, JsonSchema> {
  return { ...converted(ANSWER_SCHEMAS, "output"), ...converted(REQUEST_SCHEMAS, "input") };
}

function converted(schemas: Record<string, z.ZodType>, io: "input" | "output"): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made: Record<string, JsonSchema> = z.toJSONSchema(registry, {
    io,
    uri: (id) => `${AT}${id}`,
    unrepresentable: "any",
    // A later version answers with more fields, and a client that breaks on them was not told so here.
    override: ({ jsonSchema }) => {
      if (io === "output" && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  }).schemas;
  const { [SHARED]: _values, ...named } = made;
  const plain: Record<string, JsonSchema> = JSON.parse(JSON.stringify(named), anyForShared);
  return Object.fromEntries(
    Object.entries(plain).map(([name, { $id: _id, $schema: _dialect, id: _name, ...schema }]) => [
      name,
      schema,
    ]),
  );
}

/** Where the converter keeps what refers to itself: with us that is "any JSON value" alone. */
const SHARED = "__shared";

function anyForShared(_key: string, value: unknown): unknown {
  const isShared = typeof value === "object" && value !== null && "$ref" in value;
  return isShared && String(value.$ref).startsWith(`${AT}${SHARED}`) ? {} : value;
}

export const referenceTo = (name: string): JsonSchema => ({ $ref: `${AT}${name}` });

/** Of a query: what is read, with its default. */
export function parameterSchemas(query: z.ZodObject): Record<string, JsonSchema> {
  const { properties = {} } = z.toJSONSchema(query, { io: "output", unrepresentable: "any" });
  return properties as Record<string, JsonSchema>;
}
