import { behaves } from "../objects/behaves.ts";
import { neighbours } from "../objects/neighbours.ts";
import { caller, served } from "../objects/served.ts";
import { claim, storageClass, using } from "../objects/storage.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import { templateHolds } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

/** Memory, disk and names that run out somewhere else than in the container's own limit. */
export const MEMORY_AROUND: Scenario[] = [
  {
    name: "memory-of-the-node-under-a-container-without-a-limit",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("report");
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources: { requests: { memory: "64Mi" } } })],
      });
      return {
        ...firstAlone(app),
        cluster: { nodes: [{ name: `${vary.pick(["worker", "pool-b"])}-1`, memory: "2Gi" }] },
        behaviours: [
          behaves(vary, name, {
            kind: "needs-memory",
            mebibytes: vary.integer(2_500, 3_000),
            afterMs: 4_000,
          }),
        ],
        expected: {
          outcome: "person",
          causes: ["node-out-of-memory"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "memory-that-a-volume-in-memory-takes",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("render");
      const resources = { requests: { memory: "64Mi" }, limits: { memory: "128Mi" } };
      const volumeMounts = [
        { name: "scratch", mountPath: vary.pick(["/scratch", "/dev/shm", "/var/cache"]) },
      ];
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources, volumeMounts })],
        pod: { volumes: [{ name: "scratch", emptyDir: { medium: "Memory" } }] },
      });
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        behaviours: [
          behaves(vary, name, { kind: "leaks", baseMebibytes: 40, mebibytesPerSecond: vary.integer(4, 6) }),
        ],
        withinSeconds: 1_500,
        expected: {
          outcome: "person",
          causes: ["memory-volume-full"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "memory-limit-of-the-whole-pod",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("proxy");
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources: { requests: { memory: "64Mi" } } })],
        pod: { resources: { requests: { memory: "96Mi" }, limits: { memory: "128Mi" } } },
      });
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        behaviours: [
          behaves(vary, name, { kind: "needs-memory", mebibytes: vary.integer(160, 220), afterMs: 3_000 }),
        ],
        expected: {
          outcome: "person",
          causes: ["pod-memory-limit"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "evicted-for-writing-more-than-its-own-bound",
    family: "memory-and-cpu",
    needs: "simulated",
    play(vary) {
      const name = vary.name("export");
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, {
            resources: { requests: { memory: "32Mi" }, limits: { "ephemeral-storage": "64Mi" } },
          }),
        ],
      });
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        behaviours: [behaves(vary, name, { kind: "fills-volume", mebibytes: 200, afterMs: 20_000 })],
        withinSeconds: 1_500,
        expected: {
          outcome: "person",
          causes: ["pod-evicted"],
          object: nameOf(app),
          finally: templateHolds(app),
        },
      };
    },
  },
  {
    name: "service-that-was-never-made-for-a-workload-that-others-call",
    family: "routing",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "store", { replicas: 1 });
      const front = caller(vary, "api", [{ host: back.name, port: back.servicePort }], { orElse: "exits" });
      const withoutService = back.objects.filter((one) => !("kind" in one) || one.kind !== "Service");
      return {
        before: [...withoutService, ...neighbours(vary)],
        healthySeconds: 90,
        behaviours: [back.rule, front.rule],
        steps: [{ afterSeconds: 0, apply: [front.app] }],
        withinSeconds: 1_500,
        expected: {
          outcome: "person",
          causes: ["service-deleted"],
          object: { kind: "Service", name: back.name },
          alsoRight: { outcomes: [], objects: [nameOf(front.app)] },
        },
      };
    },
  },
  {
    name: "volume-that-was-deleted-under-its-claim",
    family: "stuck",
    needs: "simulated",
    play(vary) {
      const name = vary.name("db");
      const storageClassName = `${vary.namespace}-ssd`;
      const volume = { kind: "PersistentVolume", name: `pv-${vary.namespace}` };
      return {
        before: [
          storageClass(storageClassName, { provisioner: "kubernetes.io/no-provisioner" }),
          {
            apiVersion: "v1",
            kind: "PersistentVolume",
            metadata: { name: volume.name },
            spec: {
              capacity: { storage: "5Gi" },
              accessModes: ["ReadWriteOnce"],
              persistentVolumeReclaimPolicy: "Retain",
              storageClassName,
              hostPath: { path: "/var/lib/data" },
            },
          },
          claim(vary, `${name}-data`, "5Gi", { storageClassName }),
          using(vary, name, `${name}-data`),
          ...neighbours(vary),
        ],
        healthySeconds: 90,
        steps: [
          { afterSeconds: 0, remove: volume },
          { afterSeconds: 600, behave: [] },
        ],
        alert: { alertname: "KubePersistentVolumeErrors", persistentvolume: volume.name },
        cluster: {},
        withinSeconds: 1_500,
        expected: { outcome: "person", causes: ["finalizer-stuck"], object: volume },
      };
    },
  },
];

const firstAlone = (app: object) => ({ steps: [{ afterSeconds: 0, apply: [app] }] });
