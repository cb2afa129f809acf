import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../src/diagnosis/candidate.ts";
import { signatures } from "../../../src/diagnosis/signatures/catalogue.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { loadCapture } from "../support/capture.ts";
import { factsOf } from "../support/facts.ts";
import { deployment, event, pod, replicaSet, status, template, terminated } from "../support/workload.ts";

const claim = (name: string, phase: string, storageClassName?: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name, namespace: "shop", uid: `uid-${name}` },
  spec: { storageClassName, resources: { requests: { storage: "10Gi" } } },
  status: { phase },
});
const storageClass = (name: string, more: object = {}): KubernetesObject => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name },
  ...more,
});

const crashed = status({ lastState: terminated({ reason: "Error", exitCode: 1 }) });

interface Plan {
  message?: string;
  around?: KubernetesObject[];
  mount?: string;
  log?: string;
  container?: Record<string, unknown>;
}

async function best({
  message,
  around = [],
  mount,
  log,
  container = {},
}: Plan): Promise<Candidate | undefined> {
  const of = template({
    containers: [{ name: "web", volumeMounts: [{ name: "data", mountPath: "/var/lib/data" }], ...container }],
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "ledger-data" } }],
  });
  const isRunning = log !== undefined;
  const conditions =
    message === undefined
      ? []
      : [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }];
  const failing =
    mount === undefined
      ? []
      : [
          event(
            { kind: "Pod", name: "web-a-1" },
            { reason: "FailedMount", message: mount, from: 200, to: 5 },
          ),
        ];
  for (const one of failing) one.count = 8;
  const facts = await factsOf(
    [
      deployment(of),
      replicaSet("a", 1, { of, created: 300 }),
      pod(of, {
        phase: isRunning ? "Running" : "Pending",
        statuses: isRunning ? [crashed] : [],
        conditions,
      }),
      ...failing,
      ...around,
    ],
    log === undefined ? {} : { logs: { "web-a-1/web": log } },
  );
  return signatures
    .filter(({ family }) => family === "storage")
    .flatMap((signature) => signature.diagnose(facts))
    .toSorted((a, b) => b.confidence - a.confidence)[0];
}

describe("claims that pods wait for", () => {
  const missing = '0/1 nodes are available: persistentvolumeclaim "ledger-data" not found.';
  const unbound = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found";

  test("one that nobody made, with one of a near name", async () => {
    const candidate = await best({ message: missing, around: [claim("leger-data", "Bound")] });
    expect(candidate).toMatchObject({
      cause: "claim-missing",
      repair: {
        type: "SetReference",
        isExclusive: false,
        parameters: {
          changes: [
            { pointer: "/volumes/0/persistentVolumeClaim/claimName", from: "ledger-data", to: "leger-data" },
          ],
        },
      },
    });
  });

  test("one that nobody made: a person", async () => {
    expect(await best({ message: missing })).toMatchObject({ cause: "claim-missing", repair: null });
  });

  test("one that is not bound is itself at fault", async () => {
    expect(await best({ message: unbound, around: [claim("ledger-data", "Pending")] })).toMatchObject({
      cause: "claim-unbound",
      object: { kind: "PersistentVolumeClaim", name: "ledger-data" },
    });
  });

  test("one that waits for its first pod is not, where the pod waits for something else", async () => {
    const around = [
      claim("ledger-data", "Pending", "local"),
      storageClass("local", { volumeBindingMode: "WaitForFirstConsumer" }),
    ];
    expect(await best({ message: "0/1 nodes are available: 1 Insufficient cpu.", around })).toBeUndefined();
  });

  test("one whose volume lies where no node can take the pod", async () => {
    const message = "0/2 nodes are available: 2 node(s) had volume node affinity conflict.";
    const candidate = await best({ message, around: [claim("ledger-data", "Bound")] });
    expect(candidate?.cause).toBe("claim-unbound");
    expect(candidate?.object).toBeUndefined();
  });

  test("as a real cluster says it", async () => {
    const { objects, owner } = loadCapture("pvc-pending");
    const facts = await factsOf([owner, ...objects.filter((one) => one !== owner)]);
    const [candidate] = signatures.flatMap((one) => (one.family === "storage" ? one.diagnose(facts) : []));
    expect(candidate).toMatchObject({ cause: "claim-unbound", object: { name: "invoices-data" } });
  });
});

describe("volumes that are not mounted", () => {
  const bound = [claim("ledger-data", "Bound")];
  test.each([
    [
      'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-b-2',
      "still attached to another node",
    ],
    [
      'MountVolume.SetUp failed for volume "data" : hostPath type check failed: /mnt/x is not a directory',
      "is not there",
    ],
    [
      "MountVolume.MountDevice failed: driver name ebs.csi.aws.com not found in the list of registered CSI drivers",
      "does not run",
    ],
    ["MountVolume.SetUp failed: mount failed: exit status 32 mount.nfs: Connection timed out", "file server"],
  ])("%s", async (mount, why) => {
    const candidate = await best({ mount, around: bound });
    expect(candidate?.cause).toBe("volume-not-mounted");
    expect(candidate?.sentence).toContain(why);
  });

  test("is not said of a ConfigMap that is missing", async () => {
    const mount = 'MountVolume.SetUp failed for volume "settings" : configmap "web-settings" not found';
    expect(await best({ mount, around: bound })).toBeUndefined();
  });
});

describe("volumes that cannot be written to", () => {
  const full = "PANIC: could not write to file /var/lib/data/wal/1: No space left on device";
  test("a full one grows where its class lets it", async () => {
    const around = [
      claim("ledger-data", "Bound", "ssd"),
      storageClass("ssd", { allowVolumeExpansion: true }),
    ];
    expect(await best({ log: full, around })).toMatchObject({
      cause: "volume-full",
      object: { name: "ledger-data" },
      repair: { type: "ExpandClaim", parameters: { fromBytes: 10 * 2 ** 30, toBytes: 15 * 2 ** 30 } },
    });
  });

  test("a full one of a class that cannot grow is a person's", async () => {
    const around = [claim("ledger-data", "Bound", "local"), storageClass("local")];
    expect(await best({ log: full, around })).toMatchObject({ cause: "volume-full", repair: null });
  });

  test("a full file system that is no volume is not the claim's fault", async () => {
    const around = [
      claim("ledger-data", "Bound", "ssd"),
      storageClass("ssd", { allowVolumeExpansion: true }),
    ];
    const candidate = await best({ log: "write /tmp/x: no space left on device", around });
    expect(candidate?.object).toBeUndefined();
    expect(candidate?.repair).toBeNull();
  });

  test("a locked root file system gets an empty volume from a person", async () => {
    const candidate = await best({
      log: "OSError: [Errno 30] Read-only file system: '/run/app/session.lock'",
      container: { securityContext: { readOnlyRootFilesystem: true } },
    });
    expect(candidate?.cause).toBe("volume-read-only");
    expect(candidate?.advice?.[0]?.manifest).toContain("mountPath: /run/app");
  });
});
