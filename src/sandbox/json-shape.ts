import { z } from "zod";

const JSON_TYPES = ["object", "array", "string", "number", "integer", "boolean", "null"] as const;
export type JsonType = (typeof JSON_TYPES)[number];

/**
 * The part of JSON Schema in which a program declares its output. No references and no patterns: a model may have
 * written it, and checking it must end soon whatever it says.
 */
export interface JsonShape {
  $schema?: string | undefined;
  /** One, or several of which one must fit. */
  type?: JsonType | JsonType[] | undefined;
  properties?: Record<string, JsonShape> | undefined;
  required?: string[] | undefined;
  additionalProperties?: boolean | JsonShape | undefined;
  items?: JsonShape | undefined;
  anyOf?: JsonShape[] | undefined;
  enum?: (string | number | boolean | null)[] | undefined;
  const?: string | number | boolean | null | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const jsonShapeSchema: z.ZodType<JsonShape> = z.lazy(() =>
  z.strictObject({
    $schema: z.string().optional(),
    type: z.union([z.enum(JSON_TYPES), z.array(z.enum(JSON_TYPES)).min(1).max(7)]).optional(),
    properties: z.record(z.string(), jsonShapeSchema).optional(),
    required: z.array(z.string()).max(100).optional(),
    additionalProperties: z.union([z.boolean(), jsonShapeSchema]).optional(),
    items: jsonShapeSchema.optional(),
    anyOf: z.array(jsonShapeSchema).max(10).optional(),
    enum: z.array(scalar).max(100).optional(),
    const: scalar.optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
  }),
);
