/** Whether a write of `writesOf` is one that the admission policy refuses without the guard. */
export const isBounded = (what: string) =>
  /host|serviceAccountName|securityContext|externalIPs|NodePort|spec\/type|volumes/i.test(what) ||
  /scaleTargetRef|ingressClass|RetentionPolicy|Budget: \/spec/.test(what) ||
  /: (label|annotation|finalizer|owner)( as a dry run)?$|^(?!Pod).*by force$/.test(what) ||
  /^(Secret|ServiceAccount|NetworkPolicy|Role|RoleBinding|Lease|ResourceQuota|LimitRange):/.test(what) ||
  /^(Deployment|StatefulSet|DaemonSet|CronJob|ConfigMap): (create|delete|scale|status)/.test(what) ||
  /^Pod: (create|label|value|annotation|status|binding|exec|attach|port|proxy|ephemeral)/.test(what);

const POD = "/spec/template/spec";
/** What the policy says to some of them, one of each bound: the writer is told what was refused. */
export const BOUNDS_TOLD: Readonly<Record<string, string>> = {
  "Secret: value": "kube-autofix repairs no such thing",
  "Deployment: scale": "kube-autofix repairs no such thing",
  "CronJob: create": "kube-autofix repairs no such thing",
  [`Deployment: ${POD}/hostNetwork`]: "kube-autofix never changes hostNetwork",
  [`StatefulSet: ${POD}/hostPID`]: "kube-autofix never changes hostPID",
  [`DaemonSet: ${POD}/serviceAccountName`]: "kube-autofix never changes serviceAccountName",
  [`Deployment: ${POD}/securityContext`]: "kube-autofix never changes securityContext",
  [`StatefulSet: ${POD}/containers/0/securityContext`]:
    "kube-autofix never changes a security context of containers",
  [`DaemonSet: ${POD}/volumes`]: "kube-autofix never mounts files of the host",
  "Service: /spec/externalIPs": "kube-autofix never opens a Service to the outside",
  "Service: /spec/type": "kube-autofix never opens a Service to the outside",
  "Deployment: owner": "kube-autofix never changes ownerReferences",
  "PersistentVolumeClaim: finalizer": "kube-autofix never changes finalizers",
  "Service: label": "kube-autofix never changes labels",
  "Ingress: annotation": "kube-autofix writes no annotation but its own trail",
  "Ingress: /spec/ingressClassName": "kube-autofix never changes who serves an Ingress, or its keys",
  "StatefulSet: /spec/persistentVolumeClaimRetentionPolicy":
    "kube-autofix never changes whether data is kept",
  "HorizontalPodAutoscaler: /spec/scaleTargetRef/name": "kube-autofix never scales something else",
  "PodDisruptionBudget: /spec/selector": "kube-autofix never changes whom a budget is for",
};
