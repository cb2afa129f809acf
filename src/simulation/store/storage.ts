import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { LabelSelector, Labels } from "./objects.ts";
import type { NodeSelector } from "./placement.ts";

export interface Claim extends KubernetesObject {
  spec: {
    accessModes?: string[];
    resources?: { requests?: { storage?: string } };
    storageClassName?: string;
    volumeName?: string;
    volumeMode?: string;
    selector?: LabelSelector;
  };
  status?: {
    phase?: string;
    accessModes?: string[];
    capacity?: { storage?: string };
    [field: string]: unknown;
  };
}

export interface Volume extends KubernetesObject {
  spec: {
    accessModes?: string[];
    capacity?: { storage?: string };
    claimRef?: { namespace?: string; name?: string; uid?: string };
    nodeAffinity?: { required?: NodeSelector };
    persistentVolumeReclaimPolicy?: string;
    storageClassName?: string;
    volumeMode?: string;
    [field: string]: unknown;
  };
  status?: { phase?: string; [field: string]: unknown };
}

export interface StorageClass extends KubernetesObject {
  provisioner: string;
  volumeBindingMode?: string;
  reclaimPolicy?: string;
  allowVolumeExpansion?: boolean;
  allowedTopologies?: { matchLabelExpressions?: { key: string; values: string[] }[] }[];
}

export const CLAIMS = "persistentvolumeclaims";
export const VOLUMES = "persistentvolumes";
export const CLASSES = "storageclasses.storage.k8s.io";
export const SELECTED_NODE = "volume.kubernetes.io/selected-node";
export const NO_PROVISIONER = "kubernetes.io/no-provisioner";

export const isBound = (claim: Claim): boolean =>
  claim.status?.phase === "Bound" && claim.spec.volumeName !== undefined;

export const waitsForConsumer = (storageClass: StorageClass | undefined): boolean =>
  storageClass?.volumeBindingMode === "WaitForFirstConsumer";

export const annotationsOf = (object: KubernetesObject): Labels => object.metadata.annotations ?? {};
