/** One row of the API: what discovery says of a kind, and which of its parts have a door of their own. */
export interface ResourceType {
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  subresources: readonly string[];
  shortNames?: readonly string[];
  /** Whether `metadata.generation` counts changes of the spec; some old kinds have none. */
  hasGeneration: boolean;
}

interface Row {
  plural: string;
  kind: string;
  subresources?: readonly string[];
  shortNames?: readonly string[];
  cluster?: boolean;
  hasGeneration?: boolean;
}

const rows = (group: string, version: string, items: Row[]): ResourceType[] =>
  items.map((row) => ({
    group,
    version,
    kind: row.kind,
    plural: row.plural,
    namespaced: row.cluster !== true,
    subresources: row.subresources ?? [],
    ...(row.shortNames && { shortNames: row.shortNames }),
    hasGeneration: row.hasGeneration ?? false,
  }));

const workload = { subresources: ["status", "scale"], hasGeneration: true };

export const BUILT_IN_TYPES: readonly ResourceType[] = [
  ...rows("", "v1", [
    { plural: "configmaps", kind: "ConfigMap", shortNames: ["cm"] },
    { plural: "endpoints", kind: "Endpoints", shortNames: ["ep"] },
    { plural: "events", kind: "Event", shortNames: ["ev"] },
    { plural: "limitranges", kind: "LimitRange", shortNames: ["limits"] },
    {
      plural: "namespaces",
      kind: "Namespace",
      subresources: ["status", "finalize"],
      shortNames: ["ns"],
      cluster: true,
    },
    { plural: "nodes", kind: "Node", subresources: ["status"], shortNames: ["no"], cluster: true },
    {
      plural: "persistentvolumes",
      kind: "PersistentVolume",
      subresources: ["status"],
      shortNames: ["pv"],
      cluster: true,
    },
    {
      plural: "persistentvolumeclaims",
      kind: "PersistentVolumeClaim",
      subresources: ["status"],
      shortNames: ["pvc"],
    },
    {
      plural: "pods",
      kind: "Pod",
      subresources: ["status", "log", "eviction", "resize", "binding"],
      shortNames: ["po"],
      hasGeneration: true,
    },
    { plural: "replicationcontrollers", kind: "ReplicationController", ...workload, shortNames: ["rc"] },
    { plural: "resourcequotas", kind: "ResourceQuota", subresources: ["status"], shortNames: ["quota"] },
    { plural: "secrets", kind: "Secret" },
    { plural: "serviceaccounts", kind: "ServiceAccount", shortNames: ["sa"] },
    { plural: "services", kind: "Service", subresources: ["status"], shortNames: ["svc"] },
  ]),
  ...rows("apps", "v1", [
    { plural: "controllerrevisions", kind: "ControllerRevision" },
    {
      plural: "daemonsets",
      kind: "DaemonSet",
      subresources: ["status"],
      shortNames: ["ds"],
      hasGeneration: true,
    },
    { plural: "deployments", kind: "Deployment", ...workload, shortNames: ["deploy"] },
    { plural: "replicasets", kind: "ReplicaSet", ...workload, shortNames: ["rs"] },
    { plural: "statefulsets", kind: "StatefulSet", ...workload, shortNames: ["sts"] },
  ]),
  ...rows("batch", "v1", [
    {
      plural: "cronjobs",
      kind: "CronJob",
      subresources: ["status"],
      shortNames: ["cj"],
      hasGeneration: true,
    },
    { plural: "jobs", kind: "Job", subresources: ["status"], hasGeneration: true },
  ]),
  ...rows("autoscaling", "v2", [
    {
      plural: "horizontalpodautoscalers",
      kind: "HorizontalPodAutoscaler",
      subresources: ["status"],
      shortNames: ["hpa"],
    },
  ]),
  ...rows("policy", "v1", [
    {
      plural: "poddisruptionbudgets",
      kind: "PodDisruptionBudget",
      subresources: ["status"],
      shortNames: ["pdb"],
      hasGeneration: true,
    },
  ]),
  ...rows("networking.k8s.io", "v1", [
    { plural: "ingressclasses", kind: "IngressClass", cluster: true, hasGeneration: true },
    {
      plural: "ingresses",
      kind: "Ingress",
      subresources: ["status"],
      shortNames: ["ing"],
      hasGeneration: true,
    },
    { plural: "networkpolicies", kind: "NetworkPolicy", shortNames: ["netpol"], hasGeneration: true },
  ]),
  ...rows("scheduling.k8s.io", "v1", [
    {
      plural: "priorityclasses",
      kind: "PriorityClass",
      shortNames: ["pc"],
      cluster: true,
      hasGeneration: true,
    },
  ]),
  ...rows("storage.k8s.io", "v1", [
    { plural: "storageclasses", kind: "StorageClass", shortNames: ["sc"], cluster: true },
    { plural: "csidrivers", kind: "CSIDriver", cluster: true },
    { plural: "csinodes", kind: "CSINode", cluster: true },
    { plural: "volumeattachments", kind: "VolumeAttachment", subresources: ["status"], cluster: true },
  ]),
  ...rows("node.k8s.io", "v1", [{ plural: "runtimeclasses", kind: "RuntimeClass", cluster: true }]),
  ...rows("rbac.authorization.k8s.io", "v1", [
    { plural: "clusterroles", kind: "ClusterRole", cluster: true },
    { plural: "clusterrolebindings", kind: "ClusterRoleBinding", cluster: true },
    { plural: "roles", kind: "Role" },
    { plural: "rolebindings", kind: "RoleBinding" },
  ]),
  ...rows("admissionregistration.k8s.io", "v1", [
    ...["Validating", "Mutating"].map((which) => ({
      plural: `${which.toLowerCase()}webhookconfigurations`,
      kind: `${which}WebhookConfiguration`,
      cluster: true,
      hasGeneration: true,
    })),
    {
      plural: "validatingadmissionpolicies",
      kind: "ValidatingAdmissionPolicy",
      subresources: ["status"],
      cluster: true,
      hasGeneration: true,
    },
    {
      plural: "validatingadmissionpolicybindings",
      kind: "ValidatingAdmissionPolicyBinding",
      cluster: true,
      hasGeneration: true,
    },
  ]),
  ...rows("apiextensions.k8s.io", "v1", [
    {
      plural: "customresourcedefinitions",
      kind: "CustomResourceDefinition",
      subresources: ["status"],
      shortNames: ["crd", "crds"],
      cluster: true,
      hasGeneration: true,
    },
  ]),
  ...rows("apiregistration.k8s.io", "v1", [
    { plural: "apiservices", kind: "APIService", subresources: ["status"], cluster: true },
  ]),
  ...rows("coordination.k8s.io", "v1", [{ plural: "leases", kind: "Lease" }]),
  ...rows("discovery.k8s.io", "v1", [
    { plural: "endpointslices", kind: "EndpointSlice", hasGeneration: true },
  ]),
  ...rows("events.k8s.io", "v1", [{ plural: "events", kind: "Event", shortNames: ["ev"] }]),
  ...rows("authorization.k8s.io", "v1", [
    { plural: "selfsubjectaccessreviews", kind: "SelfSubjectAccessReview", cluster: true },
  ]),
];

export const apiVersionOf = (type: Pick<ResourceType, "group" | "version">): string =>
  type.group === "" ? type.version : `${type.group}/${type.version}`;

/** How the API server's messages name a resource: "pods", "deployments.apps". */
export const qualifiedPlural = (type: ResourceType): string =>
  type.group === "" ? type.plural : `${type.plural}.${type.group}`;

/** How they name a kind: "Pod", "Deployment.apps". */
export const qualifiedKind = (type: ResourceType): string =>
  type.group === "" ? type.kind : `${type.kind}.${type.group}`;
