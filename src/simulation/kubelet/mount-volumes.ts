import type { Volume } from "../store/pod-parts.ts";
import { mountError } from "./config/mount-error.ts";
import { allContainers, type PodHost } from "./pod-host.ts";

const FIRST_MS = 500;
const MAX_MS = 122_000;

/** Sets up the pod's volumes, trying again for as long as it takes; `done` once all are there. */
export function mountVolumes(host: PodHost, done: () => void): void {
  const { loop, store } = host.deps.api;
  const mount = (volume: Volume, waitMs: number): void => {
    const error = mountError(store, host.pod(), volume) ?? behaviourError(host, volume);
    if (error === undefined) {
      waiting.delete(volume.name);
      if (waiting.size === 0) done();
      return;
    }
    const message = `MountVolume.SetUp failed for volume "${nameOnNode(host, volume)}" : ${error}`;
    host.record({ type: "Warning", reason: "FailedMount", message });
    loop.after(host.timer(`mount/${volume.name}`), waitMs, () => mount(volume, Math.min(MAX_MS, waitMs * 2)));
  };
  const volumes = host.pod().spec.volumes ?? [];
  const waiting = new Set(volumes.map(({ name }) => name));
  if (waiting.size === 0) done();
  for (const volume of volumes) mount(volume, FIRST_MS);
}

export function cancelMounts(host: PodHost): void {
  for (const { name } of host.pod().spec.volumes ?? [])
    host.deps.api.loop.cancel(host.timer(`mount/${name}`));
}

function behaviourError(host: PodHost, { name }: Volume): string | undefined {
  for (const { container } of allContainers(host)) {
    const behaviour = host.deps.behaviourOf(host.pod(), container);
    if (behaviour.kind === "cannot-mount" && behaviour.volume === name) return behaviour.message;
  }
  return undefined;
}

/** The kubelet calls the volume of a claim by the name of what the claim is bound to. */
function nameOnNode(host: PodHost, { name, persistentVolumeClaim }: Volume): string {
  const { namespace = "" } = host.pod().metadata;
  const { store } = host.deps.api;
  const claim = store.get("persistentvolumeclaims", namespace, persistentVolumeClaim?.claimName ?? "");
  return (claim?.spec as { volumeName?: string } | undefined)?.volumeName ?? name;
}
