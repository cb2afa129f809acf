import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { listAt, recordOf } from "../../kubernetes/kubernetes-object.ts";
import { isSelectedBy, parseSelector } from "../../kubernetes/label-selector.ts";
import { tryParseMemory } from "../../kubernetes/quantity.ts";
import { formatBytes } from "../quantity.ts";

/** Why none of the volumes of its class can be a claim's, in words that stand behind "and". */
export function whyNoVolumeFits(claim: KubernetesObject, volumes: readonly KubernetesObject[]): string {
  if (volumes.length === 0) return "there is none";
  const free = volumes.filter((volume) => isFreeFor(claim, volume));
  if (free.length === 0) return `all ${volumes.length} belong to other claims`;
  const misfits = free.map((volume) => misfit(claim, volume));
  const kinds = [...new Set(misfits.flatMap((one) => one ?? []))];
  if (misfits.includes(undefined)) return "one fits by size and mode, and is not bound yet";
  return kinds.length === 1
    ? `none of ${free.length} fits: ${kinds[0]}`
    : `none of ${free.length} fits: ${kinds.join("; ")}`;
}

function isFreeFor(claim: KubernetesObject, volume: KubernetesObject): boolean {
  const { claimRef } = recordOf(volume.spec);
  const { name, namespace } = recordOf(claimRef);
  const isReserved =
    claimRef !== undefined && !(name === claim.metadata.name && namespace === claim.metadata.namespace);
  return (
    !isReserved && recordOf(volume.status).phase !== "Released" && recordOf(volume.status).phase !== "Failed"
  );
}

function misfit(claim: KubernetesObject, volume: KubernetesObject): string | undefined {
  const [wants, has] = [recordOf(claim.spec), recordOf(volume.spec)];
  const size = tryParseMemory(recordOf(recordOf(wants.resources).requests).storage) ?? 0;
  const capacity = tryParseMemory(recordOf(has.capacity).storage) ?? 0;
  if (capacity < size)
    return `${formatBytes(size)} are asked for, and they have ${formatBytes(capacity)} at most`;
  const modes = listAt(has, "accessModes");
  const missing = listAt(wants, "accessModes").filter((mode) => !modes.includes(mode));
  if (missing.length > 0)
    return `access mode ${missing.join(", ")} is asked for, and they have ${modes.join(", ")}`;
  const [mode, own] = [wants.volumeMode ?? "Filesystem", has.volumeMode ?? "Filesystem"];
  if (mode !== own) return `volume mode ${String(mode)} is asked for, and they have ${String(own)}`;
  const selector = parseSelector(wants.selector);
  if (selector !== undefined && !isSelectedBy(selector, volume.metadata.labels ?? {}))
    return "the claim's selector matches none";
  return undefined;
}
