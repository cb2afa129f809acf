import type { RepairType } from "../../../../src/domain/repair.ts";
import type { KubernetesObject } from "../../../../src/kubernetes/cluster-reader.ts";
import type { BehaviourRule } from "../../../../src/simulation/kubelet/behaviour.ts";

export interface RepairStory {
  name: string;
  namespace: string;
  objects: object[];
  also?: object[];
  behaviours?: BehaviourRule[];
  /** Before a person approves, so that the repair is what is missing. */
  afterwards?: BehaviourRule[];
  target: { apiVersion: string; kind: string; name: string; namespace?: string };
  type: RepairType;
  parameters: Record<string, unknown>;
  isExclusive?: boolean;
  /** What is seen of the target in the end. */
  ends: [pointer: string, value: unknown][];
  proof?: "full" | "provisional";
}

const ns = (name: string) => name.toLowerCase();
const IMAGE = "registry.example.org/web:1";

function deployment(namespace: string, container: object = {}, spec: object = {}, replicas = 1): object {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace },
    spec: {
      replicas,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "web", image: IMAGE, ...container }], ...spec },
      },
    },
  };
}

const web = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
const POD = "/spec/template/spec";

function service(namespace: string, spec: object): object {
  return { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace }, spec };
}
const webService = { apiVersion: "v1", kind: "Service", name: "web" };

function cronJob(namespace: string, more: object): object {
  const spec = { restartPolicy: "Never", containers: [{ name: "web", image: IMAGE }] };
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "web", namespace },
    spec: { schedule: "* * * * *", jobTemplate: { spec: { backoffLimit: 0, template: { spec } } }, ...more },
  };
}
const completes = (namespace: string): BehaviourRule => ({
  match: { namespace },
  behaviour: { kind: "completes", afterMs: 2000 },
});
const backend = { service: { name: "wbe", port: { number: 80 } } };
const named = { ports: [{ name: "http", containerPort: 8080 }] };
const readiness = (port: number) => ({
  httpGet: { path: "/", port, scheme: "HTTP" },
  periodSeconds: 1,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
});

export const STORIES: RepairStory[] = [
  {
    name: "a selector of another name",
    namespace: ns("selector"),
    objects: [
      deployment(ns("selector"), named),
      service(ns("selector"), { selector: { app: "wbe" }, ports: [{ port: 80, targetPort: 8080 }] }),
    ],
    target: webService,
    type: "SetServiceSelector",
    parameters: { from: { app: "wbe" }, to: { app: "web" }, basis: "the only workload" },
    isExclusive: true,
    ends: [["/spec/selector", { app: "web" }]],
  },
  {
    name: "a named port that no pod has",
    namespace: ns("port"),
    objects: [
      deployment(ns("port"), named),
      service(ns("port"), { selector: { app: "web" }, ports: [{ port: 80, targetPort: "web" }] }),
    ],
    target: webService,
    type: "SetServicePort",
    parameters: { port: 80, from: "web", to: "http", basis: "the only port" },
    isExclusive: true,
    ends: [["/spec/ports/0/targetPort", "http"]],
  },
  {
    name: "a ConfigMap of a near name",
    namespace: ns("reference"),
    objects: [
      deployment(ns("reference"), { envFrom: [{ configMapRef: { name: "web-cofnig" } }] }),
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "web-config", namespace: ns("reference") },
        data: { MODE: "fast" },
      },
    ],
    target: web,
    type: "SetReference",
    parameters: {
      of: "ConfigMap",
      part: "name",
      from: "web-cofnig",
      to: "web-config",
      basis: "the only near name",
      changes: [
        { pointer: "/containers/0/envFrom/0/configMapRef/name", from: "web-cofnig", to: "web-config" },
      ],
    },
    isExclusive: true,
    ends: [[`${POD}/containers/0/envFrom/0/configMapRef/name`, "web-config"]],
  },
  {
    name: "the Service of an Ingress",
    namespace: ns("ingress"),
    objects: [
      deployment(ns("ingress"), named),
      service(ns("ingress"), { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] }),
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "web", namespace: ns("ingress") },
        spec: {
          rules: [{ host: "web.example.org", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
        },
      },
    ],
    target: { apiVersion: "networking.k8s.io/v1", kind: "Ingress", name: "web" },
    type: "SetReference",
    parameters: {
      of: "Service",
      part: "name",
      from: "wbe",
      to: "web",
      basis: "the only near name",
      changes: [{ pointer: "/rules/0/http/paths/0/backend/service/name", from: "wbe", to: "web" }],
    },
    ends: [["/spec/rules/0/http/paths/0/backend/service/name", "web"]],
  },
  {
    name: "a probe of another port",
    namespace: ns("probe"),
    objects: [deployment(ns("probe"), { readinessProbe: readiness(80) })],
    behaviours: [
      { match: { namespace: ns("probe") }, behaviour: { kind: "serves", ports: [{ port: 8080 }] } },
    ],
    target: web,
    type: "SetProbe",
    parameters: {
      container: "web",
      probe: "readinessProbe",
      from: readiness(80),
      to: readiness(8080),
      basis: "8080 is served",
    },
    ends: [[`${POD}/containers/0/readinessProbe/httpGet/port`, 8080]],
  },
  {
    name: "an image that does not exist",
    namespace: ns("image"),
    objects: [deployment(ns("image"), { image: "registry.example.org/wbe:1" })],
    target: web,
    type: "SetImage",
    parameters: {
      container: "web",
      from: "registry.example.org/wbe:1",
      to: IMAGE,
      basis: "proven elsewhere",
    },
    ends: [[`${POD}/containers/0/image`, IMAGE]],
  },
  {
    name: "a value that a model proposed",
    namespace: ns("field"),
    objects: [deployment(ns("field"), { env: [{ name: "MODE", value: "fsat" }] })],
    target: web,
    type: "SetField",
    parameters: { field: "container web: env MODE", from: "fsat", to: "fast", basis: "it says so" },
    ends: [[`${POD}/containers/0/env/0/value`, "fast"]],
  },
  {
    name: "a request that fits",
    namespace: ns("resources"),
    objects: [
      deployment(ns("resources"), { resources: { requests: { cpu: "400" }, limits: { cpu: "400" } } }),
    ],
    target: web,
    type: "SetResources",
    parameters: {
      basis: "the largest node has 4",
      changes: [
        { container: "web", bound: "requests", resource: "cpu", from: "400", to: "1" },
        { container: "web", bound: "limits", resource: "cpu", from: "400", to: "1" },
      ],
    },
    ends: [[`${POD}/containers/0/resources/requests/cpu`, "1"]],
  },
  {
    name: "a workload scaled to zero",
    namespace: ns("scale"),
    objects: [deployment(ns("scale"), {}, {}, 0)],
    target: web,
    type: "SetScale",
    parameters: { from: 0, to: 2, basis: "it had 2" },
    ends: [["/status/readyReplicas", 2]],
  },
  {
    name: "a budget that can never be met",
    namespace: ns("budget"),
    objects: [
      deployment(ns("budget"), {}, {}, 2),
      {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name: "web", namespace: ns("budget") },
        spec: { minAvailable: 2, selector: { matchLabels: { app: "web" } } },
      },
    ],
    target: { apiVersion: "policy/v1", kind: "PodDisruptionBudget", name: "web" },
    type: "SetBudget",
    parameters: { field: "minAvailable", from: 2, to: 1, basis: "2 pods in all" },
    ends: [
      ["/spec/minAvailable", 1],
      ["/status/disruptionsAllowed", 1],
    ],
  },
  {
    name: "a claim of a class that grows",
    namespace: ns("claim"),
    objects: [
      {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: { name: "grows" },
        provisioner: "ebs.csi.aws.com",
        allowVolumeExpansion: true,
        volumeBindingMode: "Immediate",
      },
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "web", namespace: ns("claim") },
        spec: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: "grows",
          resources: { requests: { storage: "1Gi" } },
        },
      },
    ],
    target: { apiVersion: "v1", kind: "PersistentVolumeClaim", name: "web" },
    // The file system grows where the volume is mounted.
    also: [
      deployment(
        ns("claim"),
        { volumeMounts: [{ name: "data", mountPath: "/data" }] },
        { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "web" } }] },
      ),
    ],
    type: "ExpandClaim",
    parameters: { fromBytes: 2 ** 30, toBytes: 2 ** 31, basis: "95 % full" },
    ends: [["/status/capacity/storage", "2Gi"]],
    proof: "provisional",
  },
  {
    name: "a node selector that matches no node",
    namespace: ns("placement"),
    objects: [deployment(ns("placement"), {}, { nodeSelector: { disk: "ssd" } })],
    target: web,
    type: "RelaxPlacement",
    parameters: {
      basis: "no node has disk=ssd",
      changes: [{ pointer: "/nodeSelector/disk", from: "ssd", to: null }],
    },
    ends: [[`${POD}/nodeSelector/disk`, undefined]],
  },
  {
    name: "a CronJob that was left suspended",
    namespace: ns("suspended"),
    objects: [cronJob(ns("suspended"), { suspend: true })],
    behaviours: [completes(ns("suspended"))],
    target: { apiVersion: "batch/v1", kind: "CronJob", name: "web" },
    type: "ResumeCronJob",
    parameters: { basis: "left behind" },
    ends: [["/spec/suspend", false]],
  },
  {
    name: "a node that was left cordoned",
    namespace: "",
    objects: [
      { apiVersion: "v1", kind: "Node", metadata: { name: "node-2" }, spec: { unschedulable: true } },
    ],
    target: { apiVersion: "v1", kind: "Node", name: "node-2", namespace: "" },
    type: "UncordonNode",
    parameters: { basis: "left behind" },
    ends: [["/spec/unschedulable", undefined]],
  },
  {
    name: "a restart of pods that hang",
    namespace: ns("restart"),
    objects: [deployment(ns("restart"))],
    target: web,
    type: "RestartRollout",
    parameters: { basis: "it hangs" },
    ends: [["/status/updatedReplicas", 1]],
  },
];

/** Steps that are no patch. */
export const STEP_STORIES: RepairStory[] = [
  {
    name: "a Job that failed",
    namespace: ns("job"),
    objects: [
      {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name: "web", namespace: ns("job"), labels: { team: "a" } },
        spec: {
          backoffLimit: 0,
          template: { spec: { restartPolicy: "Never", containers: [{ name: "web", image: IMAGE }] } },
        },
      },
    ],
    behaviours: [
      { match: { namespace: ns("job") }, behaviour: { kind: "crashes", afterMs: 500, exitCode: 1 } },
    ],
    afterwards: [completes(ns("job"))],
    target: { apiVersion: "batch/v1", kind: "Job", name: "web" },
    type: "RunJobAgain",
    parameters: { newName: "", basis: "the database is back" },
    ends: [["/status/failed", 1]],
  },
  {
    name: "a CronJob whose last Job failed",
    namespace: ns("cron"),
    objects: [cronJob(ns("cron"), { schedule: "0 0 1 1 *" })],
    behaviours: [completes(ns("cron"))],
    target: { apiVersion: "batch/v1", kind: "CronJob", name: "web" },
    type: "RunJobAgain",
    parameters: { newName: "", basis: "the database is back" },
    ends: [],
  },
  {
    name: "a Service that was deleted",
    namespace: ns("recreate"),
    objects: [deployment(ns("recreate"), named)],
    target: webService,
    type: "RecreateService",
    parameters: {
      basis: "3 callers name it",
      manifest: {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "somebody-elses", namespace: "kube-system", uid: "old", labels: { app: "web" } },
        spec: {
          clusterIP: "10.0.0.7",
          clusterIPs: ["10.0.0.7"],
          selector: { app: "web" },
          ports: [{ name: "http", port: 80, targetPort: "http" }],
        },
      },
    },
    ends: [
      ["/spec/selector", { app: "web" }],
      ["/metadata/labels/app", "web"],
    ],
  },
];

export const pointerOf = (story: RepairStory): KubernetesObject => ({
  apiVersion: story.target.apiVersion,
  kind: story.target.kind,
  metadata: { name: story.target.name, namespace: story.target.namespace ?? story.namespace },
});
