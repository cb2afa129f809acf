import { OperationError } from "../core/errors.ts";
import { canonicalJson } from "../core/json.ts";
import type { JsonPatch, PatchOperation } from "../domain/json-patch.ts";

/** One key as a part of a JSON Pointer (RFC 6901): "a/b~c" becomes "a~1b~0c". */
export function pointerSegment(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

export function parsePointer(pointer: string): string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) throw failed("invalid", `${pointer} is not a JSON Pointer`);
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value at a pointer; undefined where there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  return parsePointer(pointer).reduce<unknown>((at, key) => childOf(at, key), document);
}

/**
 * Applies a JSON Patch (RFC 6902) to a copy of `document`: all operations or none. Throws OperationError `conflict`
 * where a `test` fails or a path is not there. The API server is laxer in one place: to `replace` a missing key adds it.
 */
export function applyJsonPatch<T>(document: T, patch: JsonPatch): T {
  return patch.reduce<unknown>((at, operation) => applyOne(at, operation), structuredClone(document)) as T;
}

function applyOne(document: unknown, operation: PatchOperation): unknown {
  const path = parsePointer(operation.path);
  const key = path.at(-1);
  if (key === undefined) return applyToRoot(document, operation);
  const parent = path.slice(0, -1).reduce<unknown>((at, part) => childOf(at, part), document);
  if (Array.isArray(parent)) applyToArray(parent, key, operation);
  else if (isRecord(parent)) applyToRecord(parent, key, operation);
  else throw failed("conflict", `${operation.path} has no parent`);
  return document;
}

function applyToRoot(document: unknown, operation: PatchOperation): unknown {
  if (operation.op === "remove") throw failed("invalid", "the whole document cannot be removed");
  if (operation.op !== "test") return structuredClone(operation.value);
  assertEqual(document, operation.value, operation.path);
  return document;
}

function applyToRecord(parent: Record<string, unknown>, key: string, operation: PatchOperation): void {
  const isThere = Object.hasOwn(parent, key);
  const mustBeThere = operation.op === "replace" || operation.op === "remove";
  if (mustBeThere && !isThere) throw failed("conflict", `${operation.path} is not there`);
  if (operation.op === "test")
    assertEqual(isThere ? parent[key] : undefined, operation.value, operation.path);
  else if (operation.op === "remove") delete parent[key];
  else define(parent, key, operation.value);
}

function applyToArray(parent: unknown[], key: string, operation: PatchOperation): void {
  const isEnd = operation.op === "add" && (key === "-" || key === String(parent.length));
  const index = isEnd ? parent.length : indexOf(key);
  if (!isEnd && !(index < parent.length)) throw failed("conflict", `${operation.path} is not there`);
  if (operation.op === "test") assertEqual(parent[index], operation.value, operation.path);
  else if (operation.op === "add") parent.splice(index, 0, structuredClone(operation.value));
  else if (operation.op === "replace") parent[index] = structuredClone(operation.value);
  else parent.splice(index, 1);
}

/** Not by assignment, which for the key __proto__ would change the object's prototype. */
function define(parent: Record<string, unknown>, key: string, value: unknown): void {
  const own = { value: structuredClone(value), enumerable: true, configurable: true, writable: true };
  Object.defineProperty(parent, key, own);
}

function childOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[indexOf(key)];
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** NaN for what is no index, which no array holds. */
function indexOf(key: string): number {
  return /^(0|[1-9]\d*)$/.test(key) ? Number(key) : Number.NaN;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A `test` for null passes where nothing is, as it does on the API server. */
function assertEqual(actual: unknown, expected: unknown, path: string): void {
  if (canonicalJson(actual ?? null) !== canonicalJson(expected))
    throw failed("conflict", `${path} holds another value`);
}

function failed(reason: "conflict" | "invalid", message: string): OperationError {
  return new OperationError(`the patch does not apply: ${message}`, { reason, retryable: false });
}
