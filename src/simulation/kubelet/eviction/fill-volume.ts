import { MEBIBYTE } from "../../store/quantity.ts";
import type { Behaviour } from "../behaviour.ts";
import { mountOver } from "../config/mounted-content.ts";
import { appendLog, type ContainerRuntime } from "../container-runtime.ts";
import type { PodHost } from "../pod-host.ts";
import { claimOf, overflowOf } from "./volume-room.ts";

type Fills = Extract<Behaviour, { kind: "fills-volume" }>;

export interface FillHooks {
  changed(): void;
  exit(afterMs: number): void;
}

const FILL_MS = 30_000;
const AT_ONCE_MS = 300;
/** How often the kubelet looks at what the pods keep on disk. */
const HOUSEKEEPING_MS = 10_000;

/** Writes as much as it wants, once it has run long enough, and meets what comes of it. */
export function fillVolume(host: PodHost, item: ContainerRuntime, fills: Fills, hooks: FillHooks): void {
  const { loop, store } = host.deps.api;
  const { fullClaims } = host.deps.node;
  const volume = host.pod().spec.volumes?.find(({ name }) => name === fills.volume);
  const claim = volume?.persistentVolumeClaim && claimOf(store, host.pod(), volume)?.metadata.uid;
  const isFull = claim !== undefined && fullClaims.has(claim);

  const fill = () => {
    const overflow = overflowOf(store, host.pod(), fills.volume, fills.mebibytes * MEBIBYTE);
    if (!overflow) {
      if (claim !== undefined) fullClaims.delete(claim);
      if (!item.isCallFailing) return;
      item.isCallFailing = false;
      return hooks.changed();
    }
    if ("evicted" in overflow) {
      const { evicted } = overflow;
      const dueMs = HOUSEKEEPING_MS - (loop.nowMs() % HOUSEKEEPING_MS);
      loop.after(host.timer("evict"), dueMs, () => host.evict(evicted));
      return;
    }
    if (claim !== undefined) fullClaims.add(claim);
    appendLog(item, fills.log ?? [`write ${pathOf(item, fills.volume)}: no space left on device`]);
    if (fills.orElse !== "not-ready") return hooks.exit(0);
    const wasWell = !item.isCallFailing;
    item.isCallFailing = true;
    loop.after(host.timer(`call/${item.name}`), HOUSEKEEPING_MS, fill);
    if (wasWell) hooks.changed();
  };

  loop.after(host.timer(`call/${item.name}`), isFull ? AT_ONCE_MS : (fills.afterMs ?? FILL_MS), fill);
}

function pathOf({ container }: ContainerRuntime, volume: string | undefined): string {
  const mount = container.volumeMounts?.find(({ name }) => name === volume);
  return `${mount && mountOver(container, mount.mountPath) ? mount.mountPath : "/var/tmp"}/data`;
}
