/** What may ever be updated, as "resource.group/subresource". */
export const EVER_UPDATED = [
  "deployments.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "cronjobs.batch",
  "services.",
  "ingresses.networking.k8s.io",
  "configmaps.",
  "persistentvolumeclaims.",
  "horizontalpodautoscalers.autoscaling",
  "poddisruptionbudgets.policy",
  "nodes.",
  "pods./resize",
];

/** Every kind of write that can be admitted at all, with its operation. */
export const EVER_WRITTEN = [
  "CREATE selfsubjectaccessreviews.authorization.k8s.io",
  "CREATE selfsubjectrulesreviews.authorization.k8s.io",
  "CREATE selfsubjectreviews.authentication.k8s.io",
  "CREATE events.",
  "CREATE pods./eviction",
  "CREATE jobs.batch",
  "CREATE services.",
  "DELETE pods.",
  ...EVER_UPDATED.map((resource) => `UPDATE ${resource}`),
];
