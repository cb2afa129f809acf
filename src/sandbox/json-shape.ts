import { z } from "zod";

/**
 * The part of JSON Schema in which a program declares its output. No references and no patterns: a model may have
 * written it, and checking it must end soon whatever it says.
 */
export interface JsonShape {
  $schema?: string | undefined;
  type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | "null" | undefined;
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
    type: z.enum(["object", "array", "string", "number", "integer", "boolean", "null"]).optional(),
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
