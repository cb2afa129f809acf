import type { ObjectStore } from "../../store/object-store.ts";
import { parseQuantity } from "../../store/quantity.ts";
import type { ResourceType } from "../../store/resource-types.ts";
import { CLASSES, type Claim, type StorageClass } from "../../store/storage.ts";
import { forbidden } from "../status-error.ts";

const storageOf = (claim: Claim) => parseQuantity(claim.spec.resources?.requests?.storage) ?? 0;

/** Refuses to grow a claim whose class does not say that it can grow. */
export function checkClaimResize(store: ObjectStore, type: ResourceType, before: Claim, after: Claim): void {
  if (storageOf(after) <= storageOf(before)) return;
  const found = store.get(CLASSES, "", after.spec.storageClassName ?? "") as StorageClass | undefined;
  if (found?.allowVolumeExpansion === true) return;
  throw forbidden(
    type,
    after.metadata.name,
    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize",
  );
}
