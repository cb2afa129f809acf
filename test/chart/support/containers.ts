import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";

export interface Container {
  name: string;
  image: string;
  env?: { name: string; value: string }[];
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
}
export interface PodSpec {
  serviceAccountName?: string;
  terminationGracePeriodSeconds?: number;
  topologySpreadConstraints?: unknown[];
  containers: (Container & { lifecycle?: { preStop: { sleep: { seconds: number } } } })[];
  initContainers?: (Container & { restartPolicy: string })[];
  volumes: Record<string, unknown>[];
}

/** The pods that the objects are or make, by the object's name. */
export function podsOf(objects: readonly KubernetesObject[]): Map<string, PodSpec> {
  const pods = objects.flatMap((object): [string, PodSpec][] => {
    const { spec } = object as unknown as { spec: PodSpec & { template: { spec: PodSpec } } };
    if (object.kind === "Pod") return [[object.metadata.name, spec]];
    return object.kind === "Deployment" ? [[object.metadata.name, spec.template.spec]] : [];
  });
  return new Map(pods);
}

export const allContainers = (pod: PodSpec): Container[] => [
  ...(pod.initContainers ?? []),
  ...pod.containers,
];

/** The environment that a container would have, its mounted secrets in files that are there; and those files' removal. */
export function environmentOf(container: Container): { env: Record<string, string>; end: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "autofix-env-"));
  const env: Record<string, string> = {};
  for (const { name, value } of container.env ?? []) {
    if (!name.endsWith("_FILE") || name === "POLICY_FILE") {
      env[name] = value;
      continue;
    }
    const path = join(folder, name);
    writeFileSync(
      path,
      name.includes("DATABASE_URL")
        ? "postgresql://db.example.org/autofix"
        : `https://example.org/value-of-${name}`,
    );
    env[name] = path;
  }
  return { env, end: () => rmSync(folder, { recursive: true, force: true }) };
}
