import type { Container, Pod, PodSpec, PodTemplate } from "../store/objects.ts";
import type { Toleration } from "../store/placement.ts";
import { probeDefaults } from "./probe-defaults.ts";

/** An image without a tag, or with `latest`, is pulled always. */
function pullPolicy(image: string): string {
  const name = image.slice(image.lastIndexOf("/") + 1);
  const isPinned = image.includes("@") || (name.includes(":") && !name.endsWith(":latest"));
  return isPinned ? "IfNotPresent" : "Always";
}

/** A request that is not given equals the limit, as the API server has it. */
function requestsFromLimits(container: Container): Container["resources"] {
  const { limits, requests } = container.resources ?? {};
  return {
    ...container.resources,
    ...((limits || requests) && { requests: { ...limits, ...requests } }),
  };
}

const containerDefaults =
  (isPod: boolean) =>
  (container: Container): Container => ({
    ...{ terminationMessagePath: "/dev/termination-log", terminationMessagePolicy: "File" },
    ...container,
    ...probeDefaults(container),
    resources: isPod ? (requestsFromLimits(container) ?? {}) : (container.resources ?? {}),
    imagePullPolicy: container.imagePullPolicy ?? pullPolicy(container.image ?? ""),
  });

function specDefaults(spec: PodSpec, isPod: boolean): PodSpec {
  const containers = Array.isArray(spec.containers) ? spec.containers : [];
  return {
    ...{ restartPolicy: "Always", dnsPolicy: "ClusterFirst", schedulerName: "default-scheduler" },
    ...{ securityContext: {}, terminationGracePeriodSeconds: 30 },
    ...spec,
    containers: containers.map(containerDefaults(isPod)),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(containerDefaults(isPod)) }),
  };
}

/** A template keeps requests as they were written: only pods get them from the limits. */
export const templateDefaults = (template: PodTemplate | undefined): PodTemplate => ({
  metadata: {},
  ...template,
  spec: specDefaults(template?.spec ?? { containers: [] }, false),
});

const tokenVolume = (name: string) => ({
  name,
  projected: {
    defaultMode: 420,
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
      { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      {
        downwardAPI: {
          items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
        },
      },
    ],
  },
});

const TOLERATIONS = ["not-ready", "unreachable"].map((taint) => ({
  key: `node.kubernetes.io/${taint}`,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: 300,
}));

/** The two that each pod gets, unless it says itself how long it bears such a node. */
const withNodeTolerations = (own: Toleration[]): Toleration[] => [
  ...own,
  ...TOLERATIONS.filter(
    ({ key, effect }) =>
      !own.some(
        (one) =>
          (one.key === key || (one.key === undefined && one.operator === "Exists")) &&
          (one.effect === undefined || one.effect === "" || one.effect === effect),
      ),
  ),
];

const MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Defaults and the parts that admission plugins add to each pod: token volume, tolerations, priority. */
export function podDefaults(pod: Pod, suffix: () => string): Pod {
  const spec = specDefaults(pod.spec ?? { containers: [] }, true);
  if (spec.volumes?.some((volume) => volume.name.startsWith("kube-api-access-"))) return { ...pod, spec };
  const volume = tokenVolume(`kube-api-access-${suffix()}`);
  const mount = { name: volume.name, readOnly: true, mountPath: MOUNT_PATH };
  const mounted = (container: Container): Container => ({
    ...container,
    volumeMounts: [...(container.volumeMounts ?? []), mount],
  });
  return {
    ...pod,
    spec: {
      ...{ enableServiceLinks: true, preemptionPolicy: "PreemptLowerPriority", priority: 0 },
      serviceAccountName: "default",
      ...spec,
      tolerations: withNodeTolerations((spec.tolerations ?? []) as Toleration[]),
      volumes: [...(spec.volumes ?? []), volume],
      containers: spec.containers.map(mounted),
      ...(spec.initContainers && { initContainers: spec.initContainers.map(mounted) }),
    },
    status: { phase: "Pending", qosClass: qosClassOf(spec), ...pod.status },
  };
}

/** Guaranteed, Burstable or BestEffort. */
export function qosClassOf(spec: PodSpec): string {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const resources = containers.map((container) => container.resources ?? {});
  const isEmpty = (map: object | undefined) => Object.keys(map ?? {}).length === 0;
  if (resources.every(({ limits, requests }) => isEmpty(limits) && isEmpty(requests))) return "BestEffort";
  const isGuaranteed = resources.every(({ limits, requests }) =>
    ["cpu", "memory"].every((name) => limits?.[name] !== undefined && requests?.[name] === limits[name]),
  );
  return isGuaranteed ? "Guaranteed" : "Burstable";
}
