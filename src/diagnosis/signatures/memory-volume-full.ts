import { type Candidate, ruledOut } from "../candidate.ts";
import type { MemoryScene } from "../memory/case.ts";
import { killEvidence, specEvidence } from "../memory/evidence.ts";
import { formatBytes, quantityBytes } from "../quantity.ts";
import { round } from "./memory-limit-too-low.ts";

/** A volume smaller than this share of the limit leaves the container nearly all of it. */
const SMALL_SHARE = 0.25;

/** Files in an emptyDir of medium Memory count as the memory of the containers that write them, and outlive a restart. */
export function memoryVolumeFull(scene: MemoryScene): Candidate {
  const { facts, group, container } = scene;
  const limit = container?.limitBytes ?? null;
  const volumes = memoryVolumes(scene);
  if (volumes.length === 0) {
    return ruledOut("memory-volume-full", "no memory-backed emptyDir is mounted in the container");
  }
  const total = volumes.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? Number.POSITIVE_INFINITY), 0);
  if (limit !== null && total <= limit * SMALL_SHARE) {
    return ruledOut(
      "memory-volume-full",
      `its memory-backed volumes may hold ${formatBytes(total)} at most, of ${formatBytes(limit)}`,
    );
  }
  if (scene.memory?.declaredNeed) {
    return ruledOut(
      "memory-volume-full",
      `its declared need alone is above the limit (${scene.memory.declaredNeed.from})`,
    );
  }
  const names = volumes
    .map(
      ({ name, path, sizeBytes }) =>
        `${name} at ${path}${sizeBytes === null ? " without a sizeLimit" : ` up to ${formatBytes(sizeBytes)}`}`,
    )
    .join(", ");
  return {
    cause: "memory-volume-full",
    confidence: round(0.75 * Math.max(...group.kills.map((kill) => kill.recognition.confidence))),
    sentence: `Container ${group.container} was killed for memory, and files in its memory-backed volume count against its limit (${names}).`,
    support: [...killEvidence(facts, group), specEvidence(facts, `memory-backed emptyDir ${names}`)],
    contradictions: [],
    memory: scene.memory,
    rollback: null,
  };
}

function memoryVolumes({ facts, container }: MemoryScene) {
  return (facts.template?.spec.volumes ?? []).flatMap(({ name, emptyDir }) => {
    const mount = container?.spec.volumeMounts?.find((each) => each.name === name);
    if (emptyDir?.medium !== "Memory" || mount === undefined) return [];
    return [{ name, path: mount.mountPath, sizeBytes: quantityBytes(emptyDir.sizeLimit) }];
  });
}
