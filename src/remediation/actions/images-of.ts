import type { Action } from "../../domain/action.ts";
import { registryOf } from "./image-registry.ts";

/** Every image that an action would write. */
export function imagesOf(action: Action): string[] {
  if (action.type === "SetImage") return [action.parameters.to];
  if (action.type === "SetField" && String(action.parameters.field).endsWith(": image"))
    return [String(action.parameters.to)];
  return action.patch.flatMap((operation) =>
    operation.op === "add" || operation.op === "replace"
      ? imagesIn(lastKey(operation.path), operation.value)
      : [],
  );
}

/** Whether an image comes from one of those places: whole registries, or the first parts of a path in one. */
export function isFrom(image: string, places: readonly string[]): boolean {
  const owner = registryOf(image);
  if (owner === undefined) return false;
  const registry = owner.split("/")[0] ?? "";
  const path = image.replace(/@.*$/, "").replace(/:[^/]*$/, "");
  const full = path.startsWith(`${registry}/`)
    ? path
    : `${registry}/${path.includes("/") ? path : `library/${path}`}`;
  return places.some((place) => full === place || full.startsWith(`${place}/`));
}

const lastKey = (pointer: string) => pointer.split("/").at(-1) ?? "";

function imagesIn(key: string, value: unknown): string[] {
  if (typeof value === "string") return key === "image" ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => imagesIn("", item));
  if (value === null || typeof value !== "object") return [];
  // A volume's or a reference's `image` may be an object: what is below it is looked at too.
  return Object.entries(value).flatMap(([name, item]) => imagesIn(name, item));
}
