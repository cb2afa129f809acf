import type { Json } from "../core/json.ts";
import { type JsonShape, jsonShapeSchema } from "./json-shape.ts";

/** What a result may be that somebody will read: deeper or wider ones are data, not an answer. */
const DEEPEST = 5;
const MOST_PLACES = 60;

export type Declared = { shape: JsonShape } | { problem: string };

/**
 * The shape that whoever wrote a program declares for its output, as JSON text. It must say of every place what type
 * stands there, and what it does not name is not allowed: so a result holds nothing that was not said before it ran.
 */
export function declaredShape(text: string): Declared {
  const declared = jsonShapeSchema.safeParse(parsed(text));
  if (!declared.success) return { problem: "the output's schema is no JSON Schema of the allowed keywords" };
  const shape = closed(declared.data);
  if (shape.type !== "object" || Object.keys(shape.properties ?? {}).length === 0)
    return { problem: "the output must be an object with properties" };
  const problem = problemIn(shape);
  return problem === undefined ? { shape } : { problem };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** An object allows what it names, and nothing beside it where it says nothing of that. */
function closed(shape: JsonShape): JsonShape {
  const { properties, items, additionalProperties: more, anyOf } = shape;
  return {
    ...shape,
    ...(properties !== undefined && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, closed(one)])),
    }),
    ...(items !== undefined && { items: closed(items) }),
    ...(anyOf !== undefined && { anyOf: anyOf.map(closed) }),
    additionalProperties: typeof more === "object" ? closed(more) : false,
  };
}

function problemIn(root: JsonShape): string | undefined {
  let places = 0;
  const look = (shape: JsonShape, depth: number): string | undefined => {
    places += 1;
    if (depth > DEEPEST) return `the output's schema is deeper than ${DEEPEST} levels`;
    if (places > MOST_PLACES) return `the output's schema has more than ${MOST_PLACES} places`;
    const isSaid = [shape.type, shape.enum, shape.const, shape.anyOf].some((one) => one !== undefined);
    if (!isSaid) return "the output's schema leaves a type open";
    if ([shape.type].flat().includes("array") && shape.items === undefined)
      return "the output's schema leaves the items of an array open";
    for (const inner of innerOf(shape)) {
      const problem = look(inner, depth + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  return look(root, 1);
}

function innerOf({ properties, items, additionalProperties: more, anyOf }: JsonShape): JsonShape[] {
  return [
    ...Object.values(properties ?? {}),
    ...(items === undefined ? [] : [items]),
    ...(typeof more === "object" ? [more] : []),
    ...(anyOf ?? []),
  ];
}
