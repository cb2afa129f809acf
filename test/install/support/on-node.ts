import { vi } from "vitest";
import type { RealServer } from "../../chart/support/real-server.ts";

interface Job {
  namespace: string;
  name: string;
  script: string;
  /** A folder of the node that the script finds as /host. */
  folder: string;
}

/** Runs a script as root on whichever node takes it; gives that node's name. */
async function onNode(server: RealServer, { namespace, name, script, folder }: Job): Promise<string> {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  await server.must({
    method: "POST",
    path: pods,
    body: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name },
      spec: {
        restartPolicy: "Never",
        containers: [
          {
            name: "script",
            image: "busybox",
            command: ["sh", "-ec", script],
            volumeMounts: [{ name: "host", mountPath: "/host" }],
          },
        ],
        volumes: [{ name: "host", hostPath: { path: folder } }],
      },
    },
  });
  return vi.waitFor(
    async () => {
      const pod = (await server.must({ method: "GET", path: `${pods}/${name}` })) as unknown as {
        spec: { nodeName: string };
        status: { phase: string };
      };
      if (pod.status.phase !== "Succeeded") throw new Error(`the pod ${name} is ${pod.status.phase}`);
      return pod.spec.nodeName;
    },
    { timeout: 300_000, interval: 250 },
  );
}

/** True where the cluster makes volumes by itself. */
export async function hasDefaultClass(server: RealServer): Promise<boolean> {
  const path = "/apis/storage.k8s.io/v1/storageclasses";
  const { items } = (await server.must({ method: "GET", path })) as unknown as {
    items: { metadata: { annotations?: Record<string, string> } }[];
  };
  const isDefault = "storageclass.kubernetes.io/is-default-class";
  return items.some(({ metadata }) => metadata.annotations?.[isDefault] === "true");
}

interface Volume {
  name: string;
  /** The namespace for what the test itself runs. */
  helpers: string;
  /** Where on the node. */
  folder: string;
  claim: { namespace: string; name: string };
}

/** A volume of a node's own disk for one claim, in place of a provisioner; gives what takes it away. */
export async function makeVolume(
  server: RealServer,
  { name, helpers, folder, claim }: Volume,
): Promise<() => Promise<void>> {
  const own = { namespace: helpers, folder };
  const node = await onNode(server, { ...own, name: "make-volume", script: `mkdir /host/${name}` });
  const path = "/api/v1/persistentvolumes";
  await server.must({
    method: "POST",
    path,
    body: {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name },
      spec: {
        capacity: { storage: "4Gi" },
        accessModes: ["ReadWriteOnce"],
        persistentVolumeReclaimPolicy: "Retain",
        claimRef: claim,
        local: { path: `${folder}/${name}` },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [node] }] },
            ],
          },
        },
      },
    },
  });
  return async () => {
    await server.send({ method: "DELETE", path: `${path}/${name}` });
    await onNode(server, { ...own, name: "drop-volume", script: `rm -rf /host/${name}` });
  };
}
