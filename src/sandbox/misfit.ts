import type { Json } from "../core/json.ts";
import type { JsonShape, JsonType } from "./json-shape.ts";

/** Alternatives may nest, and each level doubles the work: past this many looks a value fits nothing. */
const MOST_LOOKS = 200_000;

/** Where a value does not fit its shape, as a path with a reason; undefined where it fits. */
export function misfit(value: Json, shape: JsonShape): string | undefined {
  const budget = { looks: MOST_LOOKS };
  return look(value, shape, { path: "$", budget });
}

interface Place {
  path: string;
  budget: { looks: number };
}

function look(value: Json, shape: JsonShape, place: Place): string | undefined {
  place.budget.looks -= 1;
  if (place.budget.looks < 0) return `${place.path}: too much to check`;
  const no = (why: string) => `${place.path.slice(0, 200)}: ${why}`;
  if (shape.anyOf?.every((one) => look(value, one, place) !== undefined))
    return no("fits none of the alternatives");
  if (shape.const !== undefined && value !== shape.const) return no("is another constant");
  if (shape.enum !== undefined && !shape.enum.some((one) => one === value)) return no("is not in the list");
  const types = shape.type === undefined ? [] : [shape.type].flat();
  if (types.length > 0 && !types.some((type) => isOfType(value, type)))
    return no(`is no ${types.join(" or ")}`);
  if (typeof value === "number") return outside(value, shape.minimum, shape.maximum, no);
  if (typeof value === "string") return outside(value.length, shape.minLength, shape.maxLength, no);
  if (Array.isArray(value)) return inList(value, shape, place);
  if (typeof value === "object" && value !== null) return inObject(value, shape, place);
  return undefined;
}

function isOfType(value: Json, type: JsonType): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "integer":
      return Number.isSafeInteger(value);
    default:
      return typeof value === type;
  }
}

function outside(
  size: number,
  least: number | undefined,
  most: number | undefined,
  no: (why: string) => string,
): string | undefined {
  if (least !== undefined && size < least) return no(`is under ${least}`);
  if (most !== undefined && size > most) return no(`is over ${most}`);
  return undefined;
}

function inList(list: Json[], { items, minItems, maxItems }: JsonShape, place: Place): string | undefined {
  const wrong = outside(list.length, minItems, maxItems, (why) => `${place.path}: its length ${why}`);
  if (wrong !== undefined || items === undefined) return wrong;
  for (const [index, item] of list.entries()) {
    const inner = look(item, items, { ...place, path: `${place.path}[${index}]` });
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function inObject(value: { [key: string]: Json }, shape: JsonShape, place: Place): string | undefined {
  const missing = shape.required?.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${place.path}: ${missing} is missing`;
  for (const [name, item] of Object.entries(value)) {
    const own = shape.properties !== undefined && Object.hasOwn(shape.properties, name);
    const inner = own ? shape.properties?.[name] : shape.additionalProperties;
    if (inner === false) return `${place.path}: ${name.slice(0, 60)} is not declared`;
    if (inner === undefined || inner === true) continue;
    const wrong = look(item, inner, { ...place, path: `${place.path}.${name.slice(0, 60)}` });
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
