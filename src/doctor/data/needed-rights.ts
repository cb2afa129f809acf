/**
 * All that the service asks the API server for, as "verbs resource.group/subresource", with nothing after the dot for the
 * core group. A test holds it to `charts/kube-autofix/files/rights.yaml`, which the image does not bring.
 */

/** In each namespace that it looks at. */
export const READS: readonly string[] = [
  "get,list configmaps.",
  "get,list resourcequotas.",
  "list limitranges.",
  "list serviceaccounts.",
  "get,list,watch persistentvolumeclaims.",
  "get,list,watch pods.",
  "get,list,watch services.",
  "list,watch events.",
  "get pods./log",
  "list controllerrevisions.apps",
  "get,list replicasets.apps",
  "get,list,watch daemonsets.apps",
  "get,list,watch deployments.apps",
  "get,list,watch statefulsets.apps",
  "get,list cronjobs.batch",
  "get,list jobs.batch",
  "get,list,watch horizontalpodautoscalers.autoscaling",
  "get,list,watch poddisruptionbudgets.policy",
  "list,watch endpointslices.discovery.k8s.io",
  "get,list,watch ingresses.networking.k8s.io",
  "list networkpolicies.networking.k8s.io",
  "list rolebindings.rbac.authorization.k8s.io",
  "list roles.rbac.authorization.k8s.io",
  "list pods.metrics.k8s.io",
  "list verticalpodautoscalers.autoscaling.k8s.io",
  "list scaledobjects.keda.sh",
  "list applications.argoproj.io",
  "list kustomizations.kustomize.toolkit.fluxcd.io",
  "list helmreleases.helm.toolkit.fluxcd.io",
];

/** Of what belongs to no namespace. */
export const CLUSTER_READS: readonly string[] = [
  "get,list,watch namespaces.",
  "get,list,watch nodes.",
  "get persistentvolumes.",
  "list ingressclasses.networking.k8s.io",
  "get,list storageclasses.storage.k8s.io",
  "list priorityclasses.scheduling.k8s.io",
  "list clusterrolebindings.rbac.authorization.k8s.io",
  "list clusterroles.rbac.authorization.k8s.io",
];

/** Its own Events about what it does. */
export const EVENTS: readonly string[] = ["create events."];

const CONTROLLERS = ["patch deployments.apps", "patch statefulsets.apps", "patch daemonsets.apps"];
const TEMPLATES = [...CONTROLLERS, "patch cronjobs.batch"];

/** What each action writes. */
export const WRITES: Readonly<Record<string, readonly string[]>> = {
  SetMemoryLimit: TEMPLATES,
  RollBackRevision: CONTROLLERS,
  ResizePod: ["patch pods./resize"],
  ReplaceStuckPods: ["delete pods."],
  SetResources: TEMPLATES,
  SetImage: TEMPLATES,
  SetProbe: CONTROLLERS,
  SetServiceSelector: ["patch services."],
  SetServicePort: ["patch services."],
  SetReference: [...TEMPLATES, "patch ingresses.networking.k8s.io"],
  SetField: [...TEMPLATES, "patch configmaps."],
  SetScale: ["patch deployments.apps", "patch statefulsets.apps"],
  SetAutoscalerBounds: ["patch horizontalpodautoscalers.autoscaling"],
  SetBudget: ["patch poddisruptionbudgets.policy"],
  RelaxPlacement: TEMPLATES,
  ExpandClaim: ["patch persistentvolumeclaims."],
  ResumeCronJob: ["patch cronjobs.batch"],
  UncordonNode: ["patch nodes."],
  RestartRollout: CONTROLLERS,
  EvictPod: ["create pods./eviction"],
  RunJobAgain: ["create jobs.batch"],
  RecreateService: ["create services."],
};

/** Actions on what belongs to no namespace. */
export const CLUSTER_ACTIONS: readonly string[] = ["UncordonNode"];
