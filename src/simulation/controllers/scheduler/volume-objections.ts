import type { ApiMachinery } from "../../api/api-machinery.ts";
import { nodeSelectorMatches } from "../../store/node-selection.ts";
import type { NodeObject, Pod } from "../../store/objects.ts";
import {
  CLAIMS,
  CLASSES,
  type Claim,
  isBound,
  NO_PROVISIONER,
  type StorageClass,
  VOLUMES,
  type Volume,
  waitsForConsumer,
} from "../../store/storage.ts";
import { volumesFor } from "../storage/match-volume.ts";
import { firm, type Objection } from "./objection.ts";

export const claimNames = (pod: Pod): string[] =>
  ((pod.spec.volumes ?? []) as { persistentVolumeClaim?: { claimName: string } }[]).flatMap(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
  );

export interface ClaimsOfPod {
  bound: Claim[];
  /** Bound only once a node is chosen. */
  waiting: { claim: Claim; storageClass: StorageClass }[];
}

/** The pod's claims, or why no node can help. */
export function claimsOf(api: ApiMachinery, pod: Pod): ClaimsOfPod | { refusal: string } {
  const found: ClaimsOfPod = { bound: [], waiting: [] };
  for (const name of claimNames(pod)) {
    const claim = api.store.get(CLAIMS, pod.metadata.namespace ?? "", name) as Claim | undefined;
    if (!claim) return { refusal: `persistentvolumeclaim ${JSON.stringify(name)} not found` };
    if (claim.status?.phase === "Lost")
      return {
        refusal: `persistentvolumeclaim ${JSON.stringify(name)} bound to non-existent persistentvolume ${JSON.stringify(claim.spec.volumeName)}`,
      };
    if (claim.metadata.deletionTimestamp !== undefined)
      return { refusal: `persistentvolumeclaim ${JSON.stringify(name)} is being deleted` };
    const storageClass = api.store.get(CLASSES, "", claim.spec.storageClassName ?? "") as
      | StorageClass
      | undefined;
    if (isBound(claim)) found.bound.push(claim);
    else if (storageClass && waitsForConsumer(storageClass) && claim.spec.volumeName === undefined)
      found.waiting.push({ claim, storageClass });
    else return { refusal: "pod has unbound immediate PersistentVolumeClaims" };
  }
  return found;
}

function isAllowed({ allowedTopologies }: StorageClass, node: NodeObject): boolean {
  if (!allowedTopologies || allowedTopologies.length === 0) return true;
  return allowedTopologies.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.every(({ key, values }) => values.includes(node.metadata.labels?.[key] ?? "")),
  );
}

export function volumeObjection(
  api: ApiMachinery,
  claims: ClaimsOfPod,
  node: NodeObject,
): Objection | undefined {
  const reaches = (claim: Claim) => {
    const volume = api.store.get(VOLUMES, "", claim.spec.volumeName ?? "") as Volume | undefined;
    return nodeSelectorMatches(volume?.spec.nodeAffinity?.required, node);
  };
  if (!claims.bound.every(reaches))
    return firm("node(s) didn't match PersistentVolume's node affinity", "volume");
  const isServed = ({ claim, storageClass }: ClaimsOfPod["waiting"][number]) =>
    volumesFor(api, claim).some((volume) => nodeSelectorMatches(volume.spec.nodeAffinity?.required, node)) ||
    (storageClass.provisioner !== NO_PROVISIONER && isAllowed(storageClass, node));
  return claims.waiting.every(isServed)
    ? undefined
    : firm("node(s) didn't find available persistent volumes to bind", "volume");
}
