import { isDeepStrictEqual } from "node:util";
import type { Expectation, ObjectName } from "../scenario.ts";

type Finally = NonNullable<Expectation["finally"]>;

/** The value at a path of dots (`spec.ports.0.targetPort`) of an object; undefined where there is none. */
function valueAt(object: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      object,
    );
}

/** What a field must hold in the end. */
export const holds =
  (object: ObjectName, path: string, wanted: unknown): Finally =>
  (read) => {
    const found = valueAt(read(object), path);
    return isDeepStrictEqual(found, wanted)
      ? undefined
      : `${object.kind} ${object.name}: ${path} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;
  };

/** All of these; the first that does not hold is told. */
export const all =
  (...of: Finally[]): Finally =>
  (read) =>
    of.map((one) => one(read)).find((fault) => fault !== undefined);
