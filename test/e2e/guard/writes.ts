import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { type Call, JSON_PATCH, MERGE } from "./raw-client.ts";

export interface Seeded {
  path: string;
  object: KubernetesObject;
}

const SPEC = "/spec/template/spec";
/** Who is not there: the garbage collector deletes what it owns. */
const GONE = { apiVersion: "v1", kind: "Node", name: "gone", uid: "00000000-0000-4000-8000-000000000000" };
const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet"];

/** Every way to write an object that the API has, with content that is valid, so that admission is what refuses it. */
export function writesOf({ path, object }: Seeded): { what: string; call: Call }[] {
  const own = `${path}/${object.metadata.name}`;
  const { uid: _uid, resourceVersion: _version, managedFields: _fields, ...metadata } = object.metadata;
  const copy = {
    ...object,
    metadata: { ...metadata, labels: {}, name: `${object.metadata.name}-copy` },
    ...(object.spec === undefined ? {} : { spec: newSpec(object) }),
  };
  const labelled = {
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, a: "b" } },
  };
  const all: [string, Call][] = [
    ["create", { method: "POST", path, body: copy }],
    ["create as a dry run", { method: "POST", path: `${path}?dryRun=All`, body: copy }],
    ["update", { method: "PUT", path: own, body: labelled }],
    ["update as a dry run", { method: "PUT", path: `${own}?dryRun=All`, body: labelled }],
    ["apply", apply(own, object)],
    ["delete", { method: "DELETE", path: own }],
    [
      "delete as a dry run",
      { method: "DELETE", path: own, body: { kind: "DeleteOptions", apiVersion: "v1", dryRun: ["All"] } },
    ],
    [
      "delete with its UID",
      {
        method: "DELETE",
        path: own,
        body: { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: object.metadata.uid } },
      },
    ],
    [
      "delete by force",
      {
        method: "DELETE",
        path: own,
        body: {
          kind: "DeleteOptions",
          apiVersion: "v1",
          preconditions: { uid: object.metadata.uid },
          gracePeriodSeconds: 0,
        },
      },
    ],
    ["delete the collection", { method: "DELETE", path }],
    ...merges(object).flatMap(([what, body]): [string, Call][] => [
      [what, { method: "PATCH", path: own, body, contentType: MERGE }],
      [`${what} as a dry run`, { method: "PATCH", path: `${own}?dryRun=All`, body, contentType: MERGE }],
    ]),
    ...fields(object).map(([pointer, value]): [string, Call] => [
      pointer,
      { method: "PATCH", path: own, body: [{ op: "add", path: pointer, value }], contentType: JSON_PATCH },
    ]),
    ...subresources(object).map(([name, call]): [string, Call] => [
      name,
      { ...call, path: `${own}/${call.path}` },
    ]),
  ];
  return all.map(([what, call]) => ({ what: `${object.kind}: ${what}`, call }));
}

/** Without what the server gave to this one object. */
function newSpec({ kind, spec }: KubernetesObject): Record<string, unknown> {
  const {
    clusterIP: _ip,
    clusterIPs: _ips,
    selector,
    ...rest
  } = structuredClone(spec) as Record<string, unknown>;
  if (kind !== "Job") return selector === undefined ? rest : { ...rest, selector };
  return { ...rest, template: { ...(rest.template as object), metadata: {} } };
}

function apply(own: string, object: KubernetesObject): Call {
  const { apiVersion, kind, metadata } = object;
  const body = { apiVersion, kind, metadata: { name: metadata.name, labels: { applied: "1" } } };
  return {
    method: "PATCH",
    path: `${own}?fieldManager=x&force=true`,
    body,
    contentType: "application/apply-patch+yaml",
  };
}

function merges({ kind }: KubernetesObject): [string, object][] {
  const everywhere: [string, object][] = [
    ["label", { metadata: { labels: { a: "b" } } }],
    ["annotation", { metadata: { annotations: { a: "b" } } }],
    ["our own annotation", { metadata: { annotations: { "kube-autofix.io/attempt": "1" } } }],
    ["finalizer", { metadata: { finalizers: ["example.org/hold"] } }],
    ["owner", { metadata: { ownerReferences: [GONE] } }],
  ];
  if (kind === "Secret") everywhere.push(["value", { stringData: { a: "2" } }]);
  if (kind === "ConfigMap") everywhere.push(["value", { data: { a: "2" } }]);
  return everywhere;
}

function fields({ kind }: KubernetesObject): [string, unknown][] {
  if (kind === "Service")
    return [
      ["/spec/externalIPs", ["10.1.1.1"]],
      ["/spec/selector/app", "other"],
      ["/spec/type", "NodePort"],
    ];
  if (kind === "HorizontalPodAutoscaler") return [["/spec/scaleTargetRef/name", "other"]];
  if (kind === "PodDisruptionBudget") return [["/spec/selector", { matchLabels: { app: "nobody" } }]];
  if (kind === "Ingress") return [["/spec/ingressClassName", "other"]];
  if (kind === "Role")
    return [["/rules", [{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["get"] }]]];
  if (!WORKLOADS.includes(kind)) return [];
  return [
    [`${SPEC}/hostNetwork`, true],
    [`${SPEC}/hostPID`, true],
    [`${SPEC}/serviceAccountName`, "web"],
    [`${SPEC}/securityContext`, { runAsUser: 0 }],
    [`${SPEC}/containers/0/securityContext`, { privileged: true }],
    [`${SPEC}/containers/0/image`, "nginx:2"],
    [`${SPEC}/containers/0/command`, ["sh"]],
    [`${SPEC}/containers/0/env`, [{ name: "A", value: "b" }]],
    [`${SPEC}/containers/0/resources/limits/memory`, "8Gi"],
    [`${SPEC}/volumes`, [{ name: "host", hostPath: { path: "/" } }]],
    [`${SPEC}/nodeSelector`, { a: "b" }],
    [`${SPEC}/initContainers`, [{ name: "init", image: "busybox" }]],
    ...(kind === "StatefulSet"
      ? ([["/spec/persistentVolumeClaimRetentionPolicy", { whenDeleted: "Delete" }]] as [string, unknown][])
      : []),
    ...(kind === "DaemonSet" ? [] : ([["/spec/replicas", 3]] as [string, unknown][])),
  ];
}

function subresources({ kind, metadata }: KubernetesObject): [string, Call][] {
  const { name, namespace } = metadata;
  if (kind === "Deployment" || kind === "StatefulSet")
    return [
      ["scale", { method: "PATCH", path: "scale", body: { spec: { replicas: 2 } }, contentType: MERGE }],
      ["status", { method: "PATCH", path: "status", body: { status: { replicas: 2 } }, contentType: MERGE }],
    ];
  if (kind === "ServiceAccount")
    return [
      [
        "token",
        {
          method: "POST",
          path: "token",
          body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
        },
      ],
    ];
  if (kind !== "Pod") return [];
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
  const binding = {
    apiVersion: "v1",
    kind: "Binding",
    metadata: { name },
    target: { kind: "Node", name: "n" },
  };
  return [
    ["eviction", { method: "POST", path: "eviction", body: eviction }],
    ["eviction as a dry run", { method: "POST", path: "eviction?dryRun=All", body: eviction }],
    ["binding", { method: "POST", path: "binding", body: binding }],
    [
      "status",
      { method: "PATCH", path: "status", body: { status: { phase: "Failed" } }, contentType: MERGE },
    ],
    [
      "resize",
      {
        method: "PATCH",
        path: "resize",
        body: [{ op: "add", path: "/spec/containers/0/resources/limits/memory", value: "256Mi" }],
        contentType: JSON_PATCH,
      },
    ],
    [
      "ephemeral container",
      {
        method: "PATCH",
        path: "ephemeralcontainers",
        body: { spec: { ephemeralContainers: [{ name: "e", image: "busybox" }] } },
        contentType: MERGE,
      },
    ],
    ["exec", { method: "POST", path: "exec?command=id&container=web" }],
    ["attach", { method: "POST", path: "attach?container=web" }],
    ["port-forward", { method: "POST", path: "portforward?ports=80" }],
    ["proxy", { method: "POST", path: "proxy/", body: {} }],
  ];
}
