import type { Bound } from "./bound.ts";

/** Fields beside those of a pod that no repair of such an object changes. */
const FIXED: readonly (readonly [resource: string, fields: readonly string[], message: string])[] = [
  [
    "services",
    ["type", "externalIPs", "externalName", "loadBalancerSourceRanges"],
    "kube-autofix never opens a Service to the outside",
  ],
  ["ingresses", ["tls", "ingressClassName"], "kube-autofix never changes who serves an Ingress, or its keys"],
  [
    "statefulsets",
    ["persistentVolumeClaimRetentionPolicy", "volumeClaimTemplates"],
    "kube-autofix never changes whether data is kept",
  ],
  ["horizontalpodautoscalers", ["scaleTargetRef"], "kube-autofix never scales something else"],
  ["poddisruptionbudgets", ["selector"], "kube-autofix never changes whom a budget is for"],
  ["nodes", ["taints", "providerID"], "kube-autofix never changes what a node is"],
];

export const KIND_BOUNDS: readonly Bound[] = FIXED.map(([resource, fields, message]) => ({
  expression: `request.resource.resource != '${resource}' || request.operation != 'UPDATE' || (${fields
    .map((field) => `object.spec[?'${field}'] == oldObject.spec[?'${field}']`)
    .join(" && ")})`,
  message,
}));

/** Whoever runs on a node is given time to end; `uid` and `name` say that it is one pod, and which. */
const GENTLE = [
  "request.?name.orValue('') != ''",
  "request.options.?preconditions.?uid.orValue('') == oldObject.metadata.uid",
  `(${[
    "oldObject.spec[?'nodeName'].orValue('') == ''",
    "oldObject.?status.?phase.orValue('') in ['Failed', 'Succeeded']",
    "request.options.?gracePeriodSeconds.orValue(oldObject.spec[?'terminationGracePeriodSeconds'].orValue(30)) >= oldObject.spec[?'terminationGracePeriodSeconds'].orValue(30)",
  ].join(" || ")})`,
].join(" && ");

export const podEndBounds = (write: string): Bound[] => [
  {
    expression: `${write} != 'DELETE pods.' || (${GENTLE})`,
    message: "kube-autofix deletes a pod by its UID alone, and gives it its own time to end",
  },
  {
    expression: `${write} != 'CREATE pods./eviction' || !has(object.deleteOptions) || !has(object.deleteOptions.gracePeriodSeconds)`,
    message: "kube-autofix gives a pod its own time to end",
  },
];
