import { stringify } from "yaml";
import { redactValue } from "../core/redact-value.ts";
import type { Action } from "../domain/action.ts";
import type { KubernetesObject } from "../kubernetes/cluster-reader.ts";
import { applyJsonPatch, parsePointer } from "../kubernetes/json-patch-apply.ts";
import { isTrailPointer } from "./actions/trail.ts";

/**
 * The part of the manifest that an action changes, as its source (a Git repository, a chart) would hold it: elements of
 * lists by their names. Undefined where the action patches nothing.
 */
export function changedManifest(object: KubernetesObject, action: Pick<Action, "patch">): string | undefined {
  const own = action.patch.filter(({ path }) => path.startsWith("/spec"));
  const written = own.filter(({ op, path }) => op !== "test" && !isTrailPointer(path));
  if (written.length === 0) return undefined;
  const after = applyJsonPatch(object, own);
  const parts = written.map(({ path }) => partAt(after, parsePointer(path)));
  return stringify({
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name: object.metadata.name, namespace: object.metadata.namespace },
    ...(redactValue(parts.reduce(merged)) as object),
  });
}

/** The value at the end of a path with nothing beside the way but names; null for what is gone. */
function partAt(value: unknown, keys: readonly string[]): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value ?? null;
  if (Array.isArray(value)) {
    const element: unknown = value[Number(key)];
    if (rest.length === 0) return [element];
    const part = partAt(element, rest);
    const name = isRecord(element) && typeof element.name === "string" ? { name: element.name } : {};
    return [isRecord(part) ? { ...name, ...part } : part];
  }
  return { [key]: partAt(isRecord(value) ? value[key] : undefined, rest) };
}

function merged(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b)) {
    const [first] = b;
    const index = a.findIndex((one) => isRecord(one) && isRecord(first) && one.name === first.name);
    return index < 0 ? [...a, ...b] : a.with(index, merged(a[index], first));
  }
  if (!isRecord(a) || !isRecord(b)) return b;
  const both = Object.keys(b).map((key) => [key, key in a ? merged(a[key], b[key]) : b[key]]);
  return { ...a, ...Object.fromEntries(both) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
