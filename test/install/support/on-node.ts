import { vi } from "vitest";
import type { RealServer } from "../../chart/support/real-server.ts";

const FOLDER = "/var/tmp";

interface Job {
  namespace: string;
  name: string;
  script: string;
}

/** Runs a script as root on whichever node takes it, with the node's /var/tmp as /host; gives that node's name. */
export async function onNode(server: RealServer, { namespace, name, script }: Job): Promise<string> {
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
        volumes: [{ name: "host", hostPath: { path: FOLDER } }],
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
    { timeout: 120_000, interval: 250 },
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

/** A volume of a node's own disk for one claim, in place of a provisioner; gives what takes it away. */
export async function makeVolume(
  server: RealServer,
  { name, helpers, claim }: { name: string; helpers: string; claim: { namespace: string; name: string } },
): Promise<() => Promise<void>> {
  const node = await onNode(server, {
    namespace: helpers,
    name: "make-volume",
    script: `mkdir /host/${name}`,
  });
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
        local: { path: `${FOLDER}/${name}` },
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
    await onNode(server, { namespace: helpers, name: "drop-volume", script: `rm -rf /host/${name}` });
  };
}
