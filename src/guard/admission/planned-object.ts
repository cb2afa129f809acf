import { canonicalJson } from "../../core/json.ts";
import type { JsonPatch, PatchOperation } from "../../domain/json-patch.ts";
import { isObject } from "./json-value.ts";

/**
 * The object as a plan's operations would leave it; undefined where one of its tests fails or a path is not there. Written
 * anew and not shared with the side that writes: a mistake there must not be repeated here. RFC 6902.
 */
export function plannedObject(from: unknown, patch: JsonPatch): unknown {
  const copy = copyOf(from);
  return patch.every((operation) => hold(copy, operation)) ? copy : undefined;
}

/** Of what came as JSON; a structured clone of the same takes several times as long. */
const copyOf = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));

/** Whether the operation could be done; `document` is changed by it. */
function hold(document: unknown, operation: PatchOperation): boolean {
  const keys = keysOf(operation.path);
  const key = keys.pop();
  if (key === undefined) return false;
  const parent = keys.reduce<unknown>(childOf, document);
  if (operation.op === "test") return isSame(childOf(parent, key), operation.value);
  if (Array.isArray(parent)) return holdInList(parent, key, operation);
  if (!isObject(parent)) return false;
  const isThere = Object.hasOwn(parent, key);
  if (operation.op !== "add" && !isThere) return false;
  if (operation.op === "remove") delete parent[key];
  else
    Object.defineProperty(parent, key, {
      value: copyOf(operation.value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return true;
}

function holdInList(
  list: unknown[],
  key: string,
  operation: Exclude<PatchOperation, { op: "test" }>,
): boolean {
  const index = operation.op === "add" && key === "-" ? list.length : indexOf(key);
  const last = operation.op === "add" ? list.length : list.length - 1;
  if (!(index <= last)) return false;
  if (operation.op === "remove") list.splice(index, 1);
  else list.splice(index, operation.op === "add" ? 0 : 1, copyOf(operation.value));
  return true;
}

function childOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[indexOf(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

const indexOf = (key: string) => (/^(0|[1-9]\d{0,8})$/.test(key) ? Number(key) : Number.NaN);

export function keysOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

const isSame = (a: unknown, b: unknown) => canonicalJson(a ?? null) === canonicalJson(b ?? null);
