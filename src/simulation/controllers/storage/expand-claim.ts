import type { ApiMachinery } from "../../api/api-machinery.ts";
import type { EventRecorder } from "../../api/event-recorder.ts";
import type { Condition, Pod } from "../../store/objects.ts";
import { isPodOver } from "../../store/pod-state.ts";
import { parseQuantity } from "../../store/quantity.ts";
import { CLAIMS, CLASSES, type Claim, type StorageClass, VOLUMES, type Volume } from "../../store/storage.ts";
import { MANAGER, STATUS } from "../controller.ts";
import { claimNames } from "../scheduler/volume-objections.ts";
import { isProvisionerRunning } from "./provision-volume.ts";

const RESIZE_MS = 3_000;

export const usersOf = (api: ApiMachinery, { metadata }: Claim): Pod[] =>
  (api.store.list("pods", metadata.namespace) as Pod[]).filter(
    (pod) => !isPodOver(pod) && claimNames(pod).includes(metadata.name),
  );

export const wantsMore = ({ spec, status }: Claim): boolean =>
  (parseQuantity(spec.resources?.requests?.storage) ?? 0) > (parseQuantity(status?.capacity?.storage) ?? 0);

/** Grows the volume of a bound claim that asks for more; its file system grows with a pod that runs on it. */
export function expandClaim(api: ApiMachinery, events: EventRecorder, claim: Claim): void {
  const { uid = "" } = claim.metadata;
  const storageClass = api.store.get(CLASSES, "", claim.spec.storageClassName ?? "") as
    | StorageClass
    | undefined;
  const message = "waiting for an external controller to expand this PVC";
  events.record({ about: claim, type: "Normal", reason: "ExternalExpanding", message });
  if (!storageClass || !isProvisionerRunning(api, storageClass.provisioner)) return;
  api.loop.after(`expand/${uid}`, RESIZE_MS, () => {
    const current = api.store.byUid(uid)?.object as Claim | undefined;
    if (!current || !wantsMore(current)) return;
    const volume = api.store.get(VOLUMES, "", current.spec.volumeName ?? "") as Volume | undefined;
    const storage = current.spec.resources?.requests?.storage;
    if (!volume || storage === undefined) return;
    api.update(VOLUMES, { ...volume, spec: { ...volume.spec, capacity: { storage } } }, MANAGER);
    const isMounted = usersOf(api, current).some((pod) => pod.spec.nodeName !== undefined);
    const pending: Condition = {
      ...{ type: "FileSystemResizePending", status: "True", lastTransitionTime: api.loop.timestamp() },
      message: "Waiting for user to (re-)start a pod to finish file system resize of volume on node.",
    };
    const { conditions: _, ...rest } = current.status ?? {};
    const status = isMounted ? { ...rest, capacity: { storage } } : { ...rest, conditions: [pending] };
    api.update(CLAIMS, { ...current, status }, STATUS);
    const done = isMounted
      ? (["FileSystemResizeSuccessful", "MountVolume.NodeExpandVolume succeeded for volume "] as const)
      : (["FileSystemResizeRequired", "Require file system resize of volume on node"] as const);
    const text = isMounted ? `${done[1]}${JSON.stringify(volume.metadata.name)}` : done[1];
    events.record({ about: current, type: "Normal", reason: done[0], message: text });
  });
}
