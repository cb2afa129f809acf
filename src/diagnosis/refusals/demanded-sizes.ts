import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { tryParseMilli } from "../../kubernetes/quantity.ts";
import type { Facts } from "../facts.ts";
import { type Bound, quantityOf, type SizeChange, type Sizes, sizeChange } from "./container-sizes.ts";
import type { CreationRefusal } from "./creation-refusal.ts";

export interface DemandedSizes {
  changes: SizeChange[];
  basis: string;
  /** Each size is the container's own other bound: nothing was chosen. */
  isExact: boolean;
}

/**
 * The sizes that a quota demands and the template lacks: a missing limit is the request that is written, a missing
 * request the limit, and where neither is, the container's share of what the quota has left for the pods that are wanted.
 */
export function demandedSizes(
  facts: Facts,
  sizes: Sizes,
  { quota, missing }: Extract<CreationRefusal, { kind: "must-specify" }>,
): DemandedSizes | undefined {
  const changes: SizeChange[] = [];
  let isExact = true;
  for (const { resource: name, containers } of missing) {
    const { bound, resource } = partsOf(name);
    if (!["cpu", "memory", "ephemeral-storage"].includes(resource)) return undefined;
    const lacking = (containers.length > 0 ? containers : sizes.containers).filter(
      (one) => sizes.containers.includes(one) && sizes.text(one, bound, resource) === undefined,
    );
    // A container that is not in the template was put in by somebody else.
    if (containers.some((one) => !sizes.containers.includes(one))) return undefined;
    for (const container of lacking) {
      const other = sizes.text(container, bound === "limits" ? "requests" : "limits", resource);
      const to = other ?? shareOf(facts, { quota, name, resource, containers: lacking.length });
      if (to === undefined) return undefined;
      isExact &&= other !== undefined;
      changes.push(...[sizeChange(sizes, { container, bound, resource }, to) ?? []].flat());
    }
  }
  if (changes.length === 0) return undefined;
  const basis = `quota ${quota} demands ${missing.map(({ resource }) => resource).join(", ")}: ${isExact ? "as much as is written for its other bound" : "a share of what it has left"}`;
  return { changes, basis, isExact };
}

/** "limits.cpu" and "requests.memory"; the bare name counts requests. */
function partsOf(name: string): { bound: Bound; resource: string } {
  if (name.startsWith("limits.")) return { bound: "limits", resource: name.slice("limits.".length) };
  return { bound: "requests", resource: name.replace(/^requests\./, "") };
}

function shareOf(
  facts: Facts,
  of: { quota: string; name: string; resource: string; containers: number },
): string | undefined {
  const quota = facts.quotas.find(({ metadata }) => metadata.name === of.quota);
  const status = recordOf(quota?.status);
  const hard = tryParseMilli(recordOf(status.hard)[of.name]);
  const used = tryParseMilli(recordOf(status.used)[of.name]) ?? 0;
  const wanted = Number(recordOf(facts.workload.spec).replicas ?? 1);
  if (hard === undefined || !(wanted > 0)) return undefined;
  const share = Math.floor((hard - used) / (wanted * of.containers));
  // Whole mebibytes and hundredths of a CPU: exact fractions help nobody.
  const step = of.resource === "cpu" ? 10 : 1000 * 2 ** 20;
  const tidy = Math.floor(share / step) * step;
  return tidy > 0 ? quantityOf(of.resource, tidy) : undefined;
}
