import type { Repair } from "../../domain/repair.ts";
import { canChangeTemplate } from "../changeable.ts";
import type { Facts } from "../facts.ts";
import type { MissingReference } from "./missing-reference.ts";

/** Another name, or another key, at every place that asks for the missing one; null where the template cannot be changed. */
export function setReference(
  facts: Facts,
  missing: MissingReference,
  is: { to: string; basis: string; isExclusive: boolean },
): Repair | null {
  if (!canChangeTemplate(facts)) return null;
  const { of, references, key } = missing;
  const part = key === null ? ("name" as const) : ("key" as const);
  const from = key ?? missing.name;
  const pointers = new Set(
    references.flatMap((one) => (part === "name" ? one.namePointer : (one.keyPointer ?? []))),
  );
  return {
    type: "SetReference",
    target: facts.object,
    isExclusive: is.isExclusive,
    parameters: {
      of,
      part,
      changes: [...pointers].map((pointer) => ({ pointer, from, to: is.to })),
      from,
      to: is.to,
      basis: is.basis,
    },
  };
}
