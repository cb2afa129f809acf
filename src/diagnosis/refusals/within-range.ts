import { tryParseMilli } from "../../kubernetes/quantity.ts";
import { type Bound, quantityOf, type SizeChange, type Sizes, sizeChange } from "./container-sizes.ts";
import type { Violation } from "./creation-refusal.ts";

/** The smallest changes that keep every bound that was violated; undefined where a person must divide the sizes. */
export function withinRange(sizes: Sizes, violations: readonly Violation[]): SizeChange[] | undefined {
  const wanted = new Map<string, SizeChange>();
  for (const violation of violations) {
    const container = violatorOf(sizes, violation);
    if (container === undefined) return undefined;
    for (const change of changesFor(sizes, container, violation)) {
      const key = `${change.container}/${change.bound}/${change.resource}`;
      // Two bounds on one size: a person sees which of them gives way.
      if ((wanted.get(key)?.to ?? change.to) !== change.to) return undefined;
      wanted.set(key, change);
    }
  }
  return wanted.size === 0 ? undefined : [...wanted.values()];
}

/** The container whose size is the one that is told; a bound of the whole pod only where it has one container. */
function violatorOf(
  sizes: Sizes,
  { per, of, actual, resource, bound, allowed }: Violation,
): string | undefined {
  if (per === "Pod") return sizes.containers.length === 1 ? sizes.containers[0] : undefined;
  if (per !== "Container") return undefined;
  if (bound === "ratio")
    return only(sizes.containers.filter((one) => isAboveRatio(sizes, one, resource, allowed)));
  const field = of === "limit" ? "limits" : "requests";
  const matching = sizes.containers.filter((one) =>
    of === null
      ? sizes.text(one, "limits", resource) === undefined
      : effective(sizes, one, field, resource) === tryParseMilli(actual),
  );
  return only(matching);
}

function changesFor(
  sizes: Sizes,
  container: string,
  { bound, resource, allowed, of }: Violation,
): SizeChange[] {
  const set = (field: Bound, milli: number) =>
    sizeChange(sizes, { container, bound: field, resource }, quantityOf(resource, milli)) ?? [];
  const allowedMilli = tryParseMilli(allowed);
  if (allowedMilli === undefined) return [];
  const request = sizes.milli(container, "requests", resource);
  const limit = sizes.milli(container, "limits", resource);
  if (bound === "ratio")
    return limit === undefined ? [] : [set("requests", Math.ceil(limit / allowedMilli) * 1000)].flat();
  if (of === null)
    return [set("limits", Math.min(Math.max(request ?? allowedMilli, 0), allowedMilli))].flat();
  const isMaximum = bound === "maximum";
  const field = of === "limit" ? "limits" : "requests";
  const own = [set(field, allowedMilli)].flat();
  // A request never lies above its limit: the other one follows where it must.
  if (isMaximum && field === "limits" && (request ?? 0) > allowedMilli)
    return [...own, set("requests", allowedMilli)].flat();
  if (!isMaximum && field === "requests" && limit !== undefined && limit < allowedMilli)
    return [...own, set("limits", allowedMilli)].flat();
  return own;
}

/** The API server takes the limit for the request where none is written. */
const effective = (sizes: Sizes, container: string, field: Bound, resource: string) =>
  sizes.milli(container, field, resource) ??
  (field === "requests" ? sizes.milli(container, "limits", resource) : undefined);

function isAboveRatio(sizes: Sizes, container: string, resource: string, allowed: string): boolean {
  const request = sizes.milli(container, "requests", resource);
  const limit = sizes.milli(container, "limits", resource);
  return request !== undefined && limit !== undefined && limit / request > Number(allowed);
}

const only = (names: readonly string[]) => (names.length === 1 ? names[0] : undefined);
