import type { ApiMachinery } from "../../api/api-machinery.ts";
import { parseQuantity } from "../../store/quantity.ts";
import { selectorMatches } from "../../store/selectors.ts";
import { type Claim, VOLUMES, type Volume } from "../../store/storage.ts";

const sizeOf = (text: string | undefined) => parseQuantity(text) ?? 0;

export const isReservedFor = ({ spec: { claimRef } }: Volume, claim: Claim): boolean =>
  claimRef?.namespace === claim.metadata.namespace &&
  claimRef?.name === claim.metadata.name &&
  (claimRef?.uid === undefined || claimRef.uid === claim.metadata.uid);

/** Why a volume cannot serve a claim that names it, in the words of the binder. */
export function mismatch(volume: Volume, claim: Claim): string | undefined {
  if (sizeOf(volume.spec.capacity?.storage) < sizeOf(claim.spec.resources?.requests?.storage))
    return "requested PV is too small";
  if ((volume.spec.storageClassName ?? "") !== (claim.spec.storageClassName ?? ""))
    return "storageClassName does not match";
  if ((volume.spec.volumeMode ?? "Filesystem") !== (claim.spec.volumeMode ?? "Filesystem"))
    return "incompatible volumeMode";
  if (!(claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode)))
    return "incompatible accessMode";
  return undefined;
}

/** Volumes that could serve the claim, the one that is reserved for it first, then the smallest. */
export function volumesFor(api: ApiMachinery, claim: Claim): Volume[] {
  return (api.store.list(VOLUMES) as Volume[])
    .filter((volume) => {
      const isFree = volume.spec.claimRef === undefined || isReservedFor(volume, claim);
      const isMeant =
        claim.spec.selector === undefined || selectorMatches(claim.spec.selector, volume.metadata.labels);
      const isWell = volume.metadata.deletionTimestamp === undefined;
      return isFree && isMeant && isWell && mismatch(volume, claim) === undefined;
    })
    .toSorted(
      (a, b) =>
        Number(isReservedFor(b, claim)) - Number(isReservedFor(a, claim)) ||
        sizeOf(a.spec.capacity?.storage) - sizeOf(b.spec.capacity?.storage),
    );
}
