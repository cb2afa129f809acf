import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { RUNS_AGAIN_ANNOTATION } from "../../kubernetes/own-annotations.ts";

/** The Job that this one runs again, as this service wrote it; undefined for every other object. */
export function firstRunOf({ kind, metadata }: KubernetesObject): string | undefined {
  return kind === "Job" ? metadata.annotations?.[RUNS_AGAIN_ANNOTATION] : undefined;
}
