import type { ApiMachinery } from "../../api/api-machinery.ts";
import { annotationsOf, CLAIMS, type Claim, VOLUMES, type Volume } from "../../store/storage.ts";
import { MANAGER } from "../controller.ts";
import { setVolumePhase } from "./bind-claim.ts";

const PROTECTION = "kubernetes.io/pv-protection";

/** Keeps the phase of volumes, takes away those whose claims are gone and whose class says so. */
export function runVolumeController(api: ApiMachinery): () => void {
  const isOwned = ({ spec: { claimRef } }: Volume): boolean => {
    const claim = api.store.get(CLAIMS, claimRef?.namespace ?? "", claimRef?.name ?? "") as Claim | undefined;
    return claim !== undefined && claim.metadata.uid === claimRef?.uid;
  };
  const reconcile = (name: string) => {
    const volume = api.store.get(VOLUMES, "", name) as Volume | undefined;
    if (!volume) return;
    const { claimRef, persistentVolumeReclaimPolicy } = volume.spec;
    if (volume.metadata.deletionTimestamp !== undefined) {
      if (claimRef?.uid !== undefined && isOwned(volume)) return;
      const finalizers = ((volume.metadata.finalizers ?? []) as string[]).filter((one) => one !== PROTECTION);
      api.update(VOLUMES, { ...volume, metadata: { ...volume.metadata, finalizers } }, MANAGER);
      return;
    }
    if (claimRef?.uid === undefined) setVolumePhase(api, volume, "Available");
    else if (!isOwned(volume)) {
      setVolumePhase(api, volume, "Released");
      const isMade = annotationsOf(volume)["pv.kubernetes.io/provisioned-by"] !== undefined;
      if (isMade && persistentVolumeReclaimPolicy === "Delete") api.remove(VOLUMES, "", name, {});
    }
  };
  return api.store.onChange(({ resource, type, object }) => {
    const request = (name: string) => api.loop.enqueue(`volume/${name}`, () => reconcile(name));
    if (resource === VOLUMES && type !== "DELETED") request(object.metadata.name);
    const bound = (object as Claim).spec?.volumeName;
    if (resource === CLAIMS && type === "DELETED" && bound !== undefined) request(bound);
  });
}
