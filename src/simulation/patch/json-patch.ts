import { canonicalJson } from "../../core/json.ts";

/** One operation as it came over the wire. Source: RFC 6902. */
export interface PatchOperation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

/** The patch does not fit the document: a `test` failed, or a path is not there. */
export class PatchMismatch extends Error {
  override readonly name = "PatchMismatch";
}

const unescapeToken = (token: string) => token.replaceAll("~1", "/").replaceAll("~0", "~");
const tokensOf = (path: string) => {
  if (path === "") return [];
  if (!path.startsWith("/")) throw new PatchMismatch(`not a JSON pointer: ${path}`);
  return path.slice(1).split("/").map(unescapeToken);
};

type Parent = Record<string, unknown> | unknown[];
const isParent = (value: unknown): value is Parent => value !== null && typeof value === "object";

function child(parent: Parent, token: string): unknown {
  if (!Array.isArray(parent)) return Object.hasOwn(parent, token) ? parent[token] : undefined;
  return /^(0|[1-9][0-9]*)$/.test(token) ? parent[Number(token)] : undefined;
}

function parentOf(root: unknown, tokens: string[]): { parent: Parent; last: string } {
  let value = root;
  for (const token of tokens.slice(0, -1)) value = isParent(value) ? child(value, token) : undefined;
  const last = tokens.at(-1);
  if (!isParent(value) || last === undefined) throw new PatchMismatch("no such path");
  return { parent: value, last };
}

function valueAt(root: unknown, path: string): unknown {
  const tokens = tokensOf(path);
  if (tokens.length === 0) return root;
  const { parent, last } = parentOf(root, tokens);
  const value = child(parent, last);
  if (value === undefined) throw new PatchMismatch(`no value at ${path}`);
  return value;
}

function insert(root: unknown, path: string, value: unknown): void {
  const { parent, last } = parentOf(root, tokensOf(path));
  if (!Array.isArray(parent)) {
    Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  const index = last === "-" ? parent.length : /^(0|[1-9][0-9]*)$/.test(last) ? Number(last) : Number.NaN;
  if (!(index <= parent.length)) throw new PatchMismatch(`no such index at ${path}`);
  parent.splice(index, 0, value);
}

function removeAt(root: unknown, path: string): unknown {
  const { parent, last } = parentOf(root, tokensOf(path));
  const value = child(parent, last);
  if (value === undefined) throw new PatchMismatch(`no value at ${path}`);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return value;
}

function applyOne(root: unknown, { op, path, from, value }: PatchOperation): void {
  switch (op) {
    case "test": {
      // A real server takes a missing value as equal to null.
      const actual = testedValue(root, path);
      if (canonicalJson(actual ?? null) !== canonicalJson(value ?? null))
        throw new PatchMismatch(`testing value ${path} failed`);
      return;
    }
    case "add":
      insert(root, path, structuredClone(value));
      return;
    case "remove":
      removeAt(root, path);
      return;
    case "replace": {
      valueAt(root, path);
      removeAt(root, path);
      insert(root, path, structuredClone(value));
      return;
    }
    case "copy":
      insert(root, path, structuredClone(valueAt(root, from ?? "")));
      return;
    case "move":
      insert(root, path, removeAt(root, from ?? ""));
      return;
    default:
      throw new PatchMismatch(`unexpected kind: ${op}`);
  }
}

function testedValue(root: unknown, path: string): unknown {
  const tokens = tokensOf(path);
  if (tokens.length === 0) return root;
  const { parent, last } = parentOf(root, tokens);
  return child(parent, last);
}

/** The patched copy of the document. Throws PatchMismatch. */
export function applyJsonPatch<T>(document: T, operations: readonly PatchOperation[]): T {
  const copy = structuredClone(document);
  for (const operation of operations) applyOne(copy, operation);
  return copy;
}
