import { parseQuantity } from "../store/quantity.ts";
import { sameJson } from "../store/same-json.ts";
import { type Claim, isBound } from "../store/storage.ts";
import { type Cause, fieldForbidden, fieldRequired } from "./status-error.ts";

const IMMUTABLE =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
const storageOf = (claim: Claim) => parseQuantity(claim.spec.resources?.requests?.storage) ?? 0;

export function checkClaim(claim: Claim): Cause[] {
  return [
    ...((claim.spec?.accessModes ?? []).length > 0
      ? []
      : [fieldRequired("spec.accessModes", "at least 1 access mode is required")]),
    ...(claim.spec?.resources?.requests?.storage === undefined
      ? [fieldRequired("spec.resources[storage]")]
      : []),
  ];
}

export function checkClaimUpdate(before: Claim, after: Claim): Cause[] {
  const bare = ({ spec }: Claim) => ({ ...spec, resources: undefined });
  const isMoved = storageOf(before) !== storageOf(after);
  // A default class may be filled in later.
  const old = {
    ...bare(before),
    storageClassName: before.spec.storageClassName ?? after.spec.storageClassName,
  };
  if (!sameJson(old, bare(after)) || (isMoved && !isBound(before)))
    return [fieldForbidden("spec", IMMUTABLE)];
  const capacity = parseQuantity(before.status?.capacity?.storage) ?? 0;
  return isMoved && storageOf(after) < capacity
    ? [fieldForbidden("spec.resources.requests.storage", "field can not be less than status.capacity")]
    : [];
}
