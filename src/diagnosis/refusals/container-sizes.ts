import type { ActionParameters } from "../../domain/action.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { formatMemory, tryParseMilli } from "../../kubernetes/quantity.ts";
import type { PodTemplate } from "../objects/pod-template.ts";
import { isBytes } from "../scheduling/resource-text.ts";

export type SizeChange = ActionParameters["SetResources"]["changes"][number];
export type Bound = SizeChange["bound"];

/** What each container of the template asks for and may use, as it is written. */
export interface Sizes {
  containers: string[];
  /** Undefined where nothing is written. */
  text(container: string, bound: Bound, resource: string): string | undefined;
  milli(container: string, bound: Bound, resource: string): number | undefined;
}

export function sizesOf(template: PodTemplate | undefined): Sizes {
  const all = new Map((template?.containers ?? []).map(({ name, spec }) => [name, recordOf(spec.resources)]));
  const text = (container: string, bound: Bound, resource: string) => {
    const value = recordOf(all.get(container)?.[bound])[resource];
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  };
  return {
    containers: [...all.keys()],
    text,
    milli: (container, bound, resource) => tryParseMilli(text(container, bound, resource)),
  };
}

/** The change of one size; undefined where it is so already. */
export function sizeChange(
  sizes: Sizes,
  at: { container: string; bound: Bound; resource: string },
  to: string,
): SizeChange | undefined {
  const from = sizes.text(at.container, at.bound, at.resource) ?? null;
  return from !== null && tryParseMilli(from) === tryParseMilli(to) ? undefined : { ...at, from, to };
}

/** A quantity of so many thousandths, in the resource's own way of writing. */
export const quantityOf = (resource: string, milli: number): string =>
  isBytes(resource)
    ? formatMemory(Math.floor(milli / 1000))
    : milli % 1000 === 0
      ? String(milli / 1000)
      : `${Math.floor(milli)}m`;
