import type { Vary } from "../scenario.ts";
import { other } from "./other-objects.ts";
import { container, deployment, type WorkloadObject } from "./workload.ts";

export const MOUNT = "/var/lib/data";

export const claim = (vary: Vary, name: string, size: string, spec: object = {}) =>
  other(vary, "v1", "PersistentVolumeClaim", name, {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } }, ...spec },
  });

export const storageClass = (name: string, fields: object = {}) => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name },
  provisioner: "ebs.csi.aws.com",
  reclaimPolicy: "Delete",
  volumeBindingMode: "Immediate",
  ...fields,
});

export const volume = (name: string, size: string, spec: object = {}) => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name },
  spec: {
    capacity: { storage: size },
    accessModes: ["ReadWriteOnce"],
    persistentVolumeReclaimPolicy: "Retain",
    storageClassName: "static",
    hostPath: { path: `/srv/${name}` },
    ...spec,
  },
});

/** A Deployment that mounts the claim. */
export function using(
  vary: Vary,
  name: string,
  claimName: string,
  more: Record<string, unknown> = {},
): WorkloadObject {
  return deployment(vary, name, {
    containers: [container(vary, name, { volumeMounts: [{ name: "data", mountPath: MOUNT }], ...more })],
    pod: { volumes: [{ name: "data", persistentVolumeClaim: { claimName } }] },
    spec: { strategy: { type: "Recreate" } },
  });
}

export const claimNamed = (name: string) => ({ kind: "PersistentVolumeClaim", name });
