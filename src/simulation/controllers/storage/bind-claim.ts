import type { ApiMachinery } from "../../api/api-machinery.ts";
import { annotationsOf, CLAIMS, type Claim, VOLUMES, type Volume } from "../../store/storage.ts";
import { MANAGER, STATUS } from "../controller.ts";

const BY_CONTROLLER = { "pv.kubernetes.io/bound-by-controller": "yes" };

export function setVolumePhase(api: ApiMachinery, volume: Volume, phase: string): void {
  if (volume.status?.phase === phase) return;
  const status = { ...volume.status, phase, lastPhaseTransitionTime: api.loop.timestamp() };
  api.update(VOLUMES, { ...volume, status }, STATUS);
}

export function setClaimPhase(api: ApiMachinery, claim: Claim, phase: string): void {
  if (claim.status?.phase !== phase)
    api.update(CLAIMS, { ...claim, status: { ...claim.status, phase } }, STATUS);
}

/** Makes the two belong to each other, in both objects. */
export function bindClaim(api: ApiMachinery, claim: Claim, volume: Volume): void {
  const { name, namespace = "", uid = "", resourceVersion = "" } = claim.metadata;
  const claimRef = { apiVersion: "v1", kind: "PersistentVolumeClaim", name, namespace, resourceVersion, uid };
  const isMade = volume.spec.claimRef !== undefined;
  const annotations = { ...annotationsOf(volume), ...(!isMade && BY_CONTROLLER) };
  const owned = api.update(
    VOLUMES,
    {
      ...volume,
      metadata: { ...volume.metadata, annotations },
      spec: { ...volume.spec, claimRef: volume.spec.claimRef?.uid ? volume.spec.claimRef : claimRef },
    },
    MANAGER,
  ) as Volume;
  setVolumePhase(api, owned, "Bound");
  const wasNamed = claim.spec.volumeName !== undefined;
  const noted = {
    ...annotationsOf(claim),
    "pv.kubernetes.io/bind-completed": "yes",
    ...(!wasNamed && BY_CONTROLLER),
  };
  const placed = api.update(
    CLAIMS,
    {
      ...claim,
      metadata: { ...claim.metadata, annotations: noted },
      spec: { ...claim.spec, volumeName: volume.metadata.name },
    },
    { ...MANAGER, subresource: "binding" },
  ) as Claim;
  const { accessModes = [], capacity = {} } = volume.spec;
  api.update(
    CLAIMS,
    { ...placed, status: { ...placed.status, accessModes, capacity, phase: "Bound" } },
    STATUS,
  );
}
