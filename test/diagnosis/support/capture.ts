import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createMemoryReader, type MemoryReader } from "../../support/memory-reader.ts";

const ROOT = join(import.meta.dirname, "../../fixtures/captures");
export const CAPTURES: string[] = readdirSync(ROOT).sort();

export interface Capture {
  reader: MemoryReader;
  owner: KubernetesObject;
  objects: KubernetesObject[];
}

/** A scene as a real cluster told it, changed by `change` where a test wants a variant. */
export function loadCapture(name: string, change: (objects: KubernetesObject[]) => void = () => {}): Capture {
  const folder = join(ROOT, name);
  const objects = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => objectsIn(readFileSync(join(folder, file), "utf8")));
  change(objects);
  const owner = objects.find(({ kind }) => kind === "Deployment" || kind === "Job");
  const pod = objects.find(({ kind }) => kind === "Pod");
  if (owner === undefined || pod === undefined) throw new Error(`capture ${name} has no owner or pod`);
  return { objects, owner, reader: createMemoryReader({ objects, logs: logsOf(folder, pod) }) };
}

function objectsIn(text: string): KubernetesObject[] {
  const value = JSON.parse(text) as KubernetesObject & { items?: KubernetesObject[] };
  return value.items ?? [value];
}

function logsOf(folder: string, pod: KubernetesObject): Record<string, string> {
  const status = pod.status as Record<string, { name: string; restartCount: number }[] | undefined>;
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const worst = containers.sort((a, b) => b.restartCount - a.restartCount)[0]?.name ?? "";
  return Object.fromEntries(
    [
      ["logs.txt", ""],
      ["logs-previous.txt", " --previous"],
    ].flatMap(([file = "", suffix]) => {
      const path = join(folder, file);
      return existsSync(path) ? [[`${pod.metadata.name}/${worst}${suffix}`, readFileSync(path, "utf8")]] : [];
    }),
  );
}
