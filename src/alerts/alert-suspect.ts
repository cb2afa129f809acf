import type { Suspect } from "../domain/signal.ts";
import { ALERT_NAMES, type AlertName } from "./data/alert-names.ts";

type Labels = Readonly<Record<string, string>>;

interface KindLabels {
  apiVersion: string;
  kind: string;
  labels: readonly string[];
  /** Labels that hold its namespace, where these are its own. */
  namespaces?: readonly string[];
}

/** A workload that is named goes before a pod: next to it, `pod` is mostly the exporter's own. */
const WORKLOADS: readonly KindLabels[] = [
  { apiVersion: "apps/v1", kind: "Deployment", labels: ["exported_deployment", "deployment"] },
  { apiVersion: "apps/v1", kind: "StatefulSet", labels: ["exported_statefulset", "statefulset"] },
  { apiVersion: "apps/v1", kind: "DaemonSet", labels: ["exported_daemonset", "daemonset"] },
  // `job` is the scrape job and never the subject; the Kubernetes Job is `job_name`.
  { apiVersion: "batch/v1", kind: "Job", labels: ["exported_job_name", "job_name"] },
  { apiVersion: "batch/v1", kind: "CronJob", labels: ["exported_cronjob", "cronjob"] },
  { apiVersion: "apps/v1", kind: "ReplicaSet", labels: ["exported_replicaset", "replicaset"] },
  {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    labels: ["exported_horizontalpodautoscaler", "horizontalpodautoscaler", "exported_hpa", "hpa"],
  },
];
const CLAIM: KindLabels = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  labels: ["exported_persistentvolumeclaim", "persistentvolumeclaim"],
};
const POD: KindLabels = { apiVersion: "v1", kind: "Pod", labels: ["exported_pod", "pod", "pod_name"] };
const SERVICE: KindLabels = { apiVersion: "v1", kind: "Service", labels: ["exported_service", "service"] };
/** Istio tells of the callee beside the caller; everything else on such a metric is the caller's. */
const CALLEE: KindLabels = {
  apiVersion: "v1",
  kind: "Service",
  labels: ["destination_service_name"],
  namespaces: ["destination_service_namespace", "destination_workload_namespace"],
};
/** kube-state-metrics' name of an Endpoints object; a scrape leaves the name of a port under the same label. */
const ENDPOINTS: KindLabels = {
  apiVersion: "v1",
  kind: "Service",
  labels: ["exported_endpoint", "endpoint"],
};
const PORT_NAME = /^(https?|metrics|telemetry)(-|$)|-(metrics|http|https)$/;
const INGRESS: KindLabels = {
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  labels: ["exported_ingress", "ingress"],
};
const BUDGET: KindLabels = {
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  labels: ["exported_poddisruptionbudget", "poddisruptionbudget", "pdb"],
};
const QUOTA: KindLabels = {
  apiVersion: "v1",
  kind: "ResourceQuota",
  labels: ["exported_resourcequota", "resourcequota"],
};
const NAMESPACE: KindLabels = {
  apiVersion: "v1",
  kind: "Namespace",
  labels: ["exported_namespace", "namespace"],
};
const VOLUME: KindLabels = {
  apiVersion: "v1",
  kind: "PersistentVolume",
  labels: ["exported_persistentvolume", "persistentvolume"],
};
const HAS_CONTAINERS: ReadonlySet<string> = new Set([POD, ...WORKLOADS].map(({ kind }) => kind));
const CLUSTER_SCOPED: ReadonlySet<string> = new Set(["Node", "Namespace", "PersistentVolume"]);
const NODE: KindLabels = { apiVersion: "v1", kind: "Node", labels: ["exported_node", "node", "nodename"] };

const NAMESPACES = ["exported_namespace", "namespace", "kubernetes_namespace"];
const CONTAINERS = ["exported_container", "container", "container_name"];

/** What scrapes the cluster on behalf of others: its `pod`, `container` and `service` say where a metric came from. */
const EXPORTER =
  /(^|[-/])(kube-state-metrics|node-exporter|ingress-nginx|nginx-ingress|node-problem-detector|prometheus-adapter|cadvisor)/;

/** Name of a Kubernetes object (RFC 1123 subdomain, of which every stricter form is a part). */
const OBJECT_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const UID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The object that an alert's labels name, or the reason why they name none. */
export function suspectOfLabels(labels: Labels): Suspect | { reason: string } {
  const named = namedObject(labels);
  if (named === undefined) return { reason: noObject(labels) };
  if (!OBJECT_NAME.test(named.name)) {
    return { reason: `the label ${named.label} holds no valid name of a Kubernetes object` };
  }
  const isNamespaced = !CLUSTER_SCOPED.has(named.kind);
  const namespace = isNamespaced
    ? (first(labels, [...(named.namespaces ?? []), ...NAMESPACES])?.value ?? "")
    : "";
  if (isNamespaced && !OBJECT_NAME.test(namespace)) {
    const fault = namespace === "" ? "no namespace" : "a namespace that is no valid name";
    return { reason: `the labels name ${named.kind} ${named.name} with ${fault}: keep the label namespace` };
  }
  return {
    apiVersion: named.apiVersion,
    kind: named.kind,
    namespace,
    name: named.name,
    uid: named.kind === "Pod" && UID.test(labels.uid ?? "") ? (labels.uid ?? "") : "",
    container: HAS_CONTAINERS.has(named.kind) ? containerOf(labels) : "",
    labels: { ...labels },
  };
}

interface Named extends KindLabels {
  name: string;
  label: string;
}

function namedObject(labels: Labels): Named | undefined {
  const about = ALERT_NAMES.get(labels.alertname ?? "")?.about;
  const order: (() => Named | undefined)[] = [
    ...(about === undefined ? [] : (OF_ALERT[about] ?? [])).map((kind) => () => find(labels, kind)),
    () => (about === "service" ? serviceOf(labels) : undefined),
    () => namedByKind(labels),
    () => workloadLabel(labels),
    ...WORKLOADS.map((kind) => () => find(labels, kind)),
    () => podOf(labels, about === "pod"),
    () => find(labels, CLAIM),
    () => find(labels, INGRESS),
    () => find(labels, BUDGET),
    () => find(labels, QUOTA),
    () => serviceOf(labels),
    () => find(labels, VOLUME),
    () => find(labels, NODE),
  ];
  for (const look of order) {
    const named = look();
    if (named !== undefined) return named;
  }
  return undefined;
}

/** The label that the alert is about goes before all others; a workload's and a pod's have their places below. */
const OF_ALERT: Partial<Record<AlertName["about"], readonly KindLabels[]>> = {
  node: [NODE],
  claim: [CLAIM],
  volume: [VOLUME],
  ingress: [INGRESS],
  budget: [BUDGET],
  quota: [QUOTA],
  namespace: [NAMESPACE],
};

function serviceOf(labels: Labels): Named | undefined {
  const callee = find(labels, CALLEE);
  if (callee !== undefined && callee.name !== "unknown") return callee;
  const own = comesThroughExporter(labels)
    ? find(labels, { ...SERVICE, labels: ["exported_service"] })
    : find(labels, SERVICE);
  if (own !== undefined || ALERT_NAMES.get(labels.alertname ?? "")?.about !== "service") return own;
  const endpoints = find(labels, ENDPOINTS);
  return endpoints !== undefined && PORT_NAME.test(endpoints.name) ? undefined : endpoints;
}

/** Home-made rules and exporters of events name any object by its kind and name. */
const BY_KIND = [
  ["kind", "name"],
  ["object_kind", "object_name"],
  ["involved_object_kind", "involved_object_name"],
  ["resource_kind", "resource_name"],
] as const;
const ALL_KINDS = [...WORKLOADS, POD, CLAIM, SERVICE, INGRESS, BUDGET, QUOTA, NAMESPACE, VOLUME, NODE];

function namedByKind(labels: Labels): Named | undefined {
  for (const [kindLabel, nameLabel] of BY_KIND) {
    const kind = labels[kindLabel]?.toLowerCase();
    const entry = kind === undefined ? undefined : ALL_KINDS.find((one) => one.kind.toLowerCase() === kind);
    const found = entry && find(labels, { ...entry, labels: [nameLabel] });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** kubernetes-mixin's recording rules name a pod's controller as `workload` and `workload_type`. */
function workloadLabel(labels: Labels): Named | undefined {
  const type = labels.workload_type?.toLowerCase();
  const entry = WORKLOADS.find(({ kind }) => kind.toLowerCase() === type);
  return entry && find(labels, { ...entry, labels: ["workload"] });
}

/** An exporter's own pod is the subject only of an alert about pods that names no other: then it is ill itself. */
function podOf(labels: Labels, isAboutPods: boolean): Named | undefined {
  const pod = find(labels, POD);
  if (pod === undefined || pod.label === "exported_pod" || !isExportersOwn(labels, pod.name)) return pod;
  return isAboutPods ? pod : undefined;
}

function comesThroughExporter(labels: Labels): boolean {
  return EXPORTER.test(labels.job ?? "") || EXPORTER.test(labels.service ?? "");
}

function isExportersOwn(labels: Labels, pod: string): boolean {
  return comesThroughExporter(labels) && EXPORTER.test(pod);
}

function containerOf(labels: Labels): string {
  const found = first(labels, CONTAINERS);
  if (found === undefined || !OBJECT_NAME.test(found.value)) return "";
  const isOwn = found.label !== "exported_container" && labels.exported_pod !== undefined;
  const pod = labels.pod ?? "";
  const isExporters = isOwn || (isExportersOwn(labels, pod) && WORKLOADS.some((kind) => find(labels, kind)));
  // cAdvisor names the sandbox of a pod "POD".
  return isExporters || found.value === "POD" ? "" : found.value;
}

function find(labels: Labels, kind: KindLabels): Named | undefined {
  const found = first(labels, kind.labels);
  return found && { ...kind, name: found.value, label: found.label };
}

function first(labels: Labels, names: readonly string[]): { label: string; value: string } | undefined {
  for (const label of names) {
    const value = labels[label];
    if (value !== undefined && value !== "") return { label, value };
  }
  return undefined;
}

function noObject(labels: Labels): string {
  return labels.pod === undefined
    ? "no label names a Kubernetes object: keep one of pod, deployment, statefulset, daemonset, job_name, node ..."
    : "its pod label names the exporter that was scraped, and no other label names an object";
}
