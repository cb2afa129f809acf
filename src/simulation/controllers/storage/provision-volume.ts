import type { ApiMachinery } from "../../api/api-machinery.ts";
import type { EventRecorder } from "../../api/event-recorder.ts";
import type { NodeObject } from "../../store/objects.ts";
import { annotationsOf, type Claim, SELECTED_NODE, type StorageClass, VOLUMES } from "../../store/storage.ts";

const PROVISION_MS = 2_000;
const ZONE = "topology.kubernetes.io/zone";
const HOSTNAME = "kubernetes.io/hostname";

/** Provisioners that run in every simulated cluster; others do where a CSIDriver of their name was applied. */
const ON_A_NODE = ["rancher.io/local-path", "k8s.io/minikube-hostpath", "hostpath.csi.k8s.io"];
const IN_A_ZONE = ["ebs.csi.aws.com", "pd.csi.storage.gke.io", "disk.csi.azure.com"];
const SINGLE_WRITER = ["ReadWriteOnce", "ReadWriteOncePod"];

export const isProvisionerRunning = (api: ApiMachinery, provisioner: string): boolean =>
  [...ON_A_NODE, ...IN_A_ZONE].includes(provisioner) ||
  api.store.get("csidrivers.storage.k8s.io", "", provisioner) !== undefined;

function unsupported(storageClass: StorageClass, claim: Claim): string | undefined {
  const { provisioner } = storageClass;
  const isSimple = [...ON_A_NODE, ...IN_A_ZONE].includes(provisioner);
  if (!isSimple || claim.spec.accessModes?.every((mode) => SINGLE_WRITER.includes(mode))) return undefined;
  return provisioner === "rancher.io/local-path"
    ? "NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes"
    : "rpc error: code = InvalidArgument desc = Volume capabilities not supported: only ReadWriteOnce is";
}

function affinityFor(storageClass: StorageClass, node: NodeObject | undefined) {
  const key = ON_A_NODE.includes(storageClass.provisioner) ? HOSTNAME : ZONE;
  const value = node?.metadata.labels?.[key];
  if (value === undefined) return {};
  const term = { matchExpressions: [{ key, operator: "In", values: [value] }] };
  return { nodeAffinity: { required: { nodeSelectorTerms: [term] } } };
}

/** Plays the provisioner of a class: makes a volume for the claim, which the binder then finds reserved for it. */
export function provisionVolume(
  api: ApiMachinery,
  events: EventRecorder,
  claim: Claim,
  storageClass: StorageClass,
): void {
  const { name, namespace = "", uid = "" } = claim.metadata;
  const volumeName = `pvc-${uid}`;
  const { provisioner } = storageClass;
  const told = (type: "Normal" | "Warning", reason: string, message: string) =>
    events.record({ about: claim, type, reason, message });
  told(
    "Normal",
    "Provisioning",
    `External provisioner is provisioning volume for claim ${JSON.stringify(`${namespace}/${name}`)}`,
  );
  const problem = unsupported(storageClass, claim);
  if (problem !== undefined) {
    const what = `failed to provision volume with StorageClass ${JSON.stringify(storageClass.metadata.name)}`;
    told("Warning", "ProvisioningFailed", `${what}: ${problem}`);
    return;
  }
  const selected = annotationsOf(claim)[SELECTED_NODE];
  const nodes = api.store.list("nodes") as NodeObject[];
  const node = nodes.find(({ metadata }) => selected === undefined || metadata.name === selected);
  api.loop.after(`provision/${uid}`, PROVISION_MS, () => {
    if (!api.store.byUid(uid) || api.store.get(VOLUMES, "", volumeName)) return;
    told("Normal", "ProvisioningSucceeded", `Successfully provisioned volume ${volumeName}`);
    api.create(
      VOLUMES,
      {
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata: {
          name: volumeName,
          annotations: { "pv.kubernetes.io/provisioned-by": provisioner },
        },
        spec: {
          accessModes: claim.spec.accessModes ?? [],
          capacity: { storage: claim.spec.resources?.requests?.storage },
          claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", name, namespace, uid },
          csi: { driver: provisioner, volumeHandle: volumeName },
          ...affinityFor(storageClass, node),
          persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? "Delete",
          storageClassName: storageClass.metadata.name,
          volumeMode: claim.spec.volumeMode ?? "Filesystem",
        },
      },
      { manager: "csi-provisioner" },
    );
  });
}
