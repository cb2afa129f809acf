import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../store/object-store.ts";
import type { Condition, Fields } from "../store/objects.ts";
import { parseQuantity } from "../store/quantity.ts";
import { type Family, podFamilies } from "./pod-state-metrics.ts";

/**
 * What kube-state-metrics tells of the cluster, as far as rules ask for it: its names, labels and values, in the text
 * format of Prometheus. Source: kube-state-metrics, docs/metrics.
 */
export function kubeStateMetrics(store: ObjectStore): string {
  const families = [...podFamilies(store), ...workloadFamilies(store), ...otherFamilies(store)];
  return families.map(textOf).join("");
}

const textOf = ({ name, samples }: Family): string =>
  [
    `# TYPE ${name} ${name.endsWith("_total") ? "counter" : "gauge"}`,
    ...samples.map(([labels, value]) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
      return `${name}{${pairs.join(",")}} ${value}`;
    }),
    "",
  ].join("\n");

const STATUSES = ["true", "false", "unknown"];
type Object_ = KubernetesObject & { spec?: Fields; status?: Fields };

function numbers(
  objects: readonly Object_[],
  label: string,
  name: string,
  read: (one: Object_) => unknown,
): Family {
  return {
    name,
    samples: objects.flatMap((one) => {
      const value = read(one);
      return typeof value === "number" ? [[named(one, label), value] as const] : [];
    }),
  };
}

const named = ({ metadata }: Object_, label: string): Record<string, string> => ({
  ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
  [label]: metadata.name,
});

/** One sample for each state that a condition could have; that which it has is 1. */
const conditions = (objects: readonly Object_[], label: string): Family["samples"] =>
  objects.flatMap((one) =>
    ((one.status?.conditions ?? []) as Condition[]).flatMap(({ type, status }) =>
      STATUSES.map(
        (each) =>
          [
            { ...named(one, label), condition: type, status: each },
            status.toLowerCase() === each ? 1 : 0,
          ] as const,
      ),
    ),
  );

function workloadFamilies(store: ObjectStore): Family[] {
  const all = (resource: string) => store.list(resource) as Object_[];
  const sets = all("statefulsets.apps");
  const daemons = all("daemonsets.apps");
  const jobs = all("jobs.batch");
  const scalers = all("horizontalpodautoscalers.autoscaling");
  const scaler = "horizontalpodautoscaler";
  const startOf = ({ status }: Object_) =>
    typeof status?.startTime === "string" ? Date.parse(status.startTime) / 1000 : undefined;
  return [
    { name: "kube_deployment_status_condition", samples: conditions(all("deployments.apps"), "deployment") },
    numbers(sets, "statefulset", "kube_statefulset_replicas", ({ spec }) => spec?.replicas),
    numbers(
      sets,
      "statefulset",
      "kube_statefulset_status_replicas_updated",
      ({ status }) => status?.updatedReplicas ?? 0,
    ),
    numbers(
      daemons,
      "daemonset",
      "kube_daemonset_status_desired_number_scheduled",
      ({ status }) => status?.desiredNumberScheduled,
    ),
    numbers(
      daemons,
      "daemonset",
      "kube_daemonset_status_updated_number_scheduled",
      ({ status }) => status?.updatedNumberScheduled ?? 0,
    ),
    numbers(
      scalers,
      scaler,
      "kube_horizontalpodautoscaler_spec_max_replicas",
      ({ spec }) => spec?.maxReplicas,
    ),
    numbers(
      scalers,
      scaler,
      "kube_horizontalpodautoscaler_spec_min_replicas",
      ({ spec }) => spec?.minReplicas ?? 1,
    ),
    numbers(
      scalers,
      scaler,
      "kube_horizontalpodautoscaler_status_current_replicas",
      ({ status }) => status?.currentReplicas,
    ),
    numbers(jobs, "job_name", "kube_job_status_start_time", startOf),
    {
      name: "kube_job_failed",
      samples: conditions(jobs, "job_name").flatMap(([{ condition, status, ...labels }, value]) =>
        condition === "Failed" ? [[{ ...labels, condition: status ?? "" }, value] as const] : [],
      ),
    },
  ];
}

function otherFamilies(store: ObjectStore): Family[] {
  const all = (resource: string) => store.list(resource) as Object_[];
  const PHASES = ["Pending", "Bound", "Lost"];
  return [
    { name: "kube_node_status_condition", samples: conditions(all("nodes"), "node") },
    {
      name: "kube_service_info",
      samples: all("services").map((one) => [
        { ...named(one, "service"), external_name: String(one.spec?.externalName ?? "") },
        1,
      ]),
    },
    {
      name: "kube_endpoint_address",
      samples: all("endpoints").flatMap((one) =>
        ((one as { subsets?: Subset[] }).subsets ?? []).flatMap(
          ({ addresses = [], notReadyAddresses = [] }) =>
            [
              ...addresses.map(({ ip }) => [ip, "true"]),
              ...notReadyAddresses.map(({ ip }) => [ip, "false"]),
            ].map(([ip = "", ready = ""]) => [{ ...named(one, "endpoint"), ip, ready }, 1] as const),
        ),
      ),
    },
    {
      name: "kube_persistentvolumeclaim_status_phase",
      samples: all("persistentvolumeclaims").flatMap((one) =>
        PHASES.map(
          (phase) =>
            [{ ...named(one, "persistentvolumeclaim"), phase }, one.status?.phase === phase ? 1 : 0] as const,
        ),
      ),
    },
    {
      name: "kube_resourcequota",
      samples: all("resourcequotas").flatMap((one) =>
        (["hard", "used"] as const).flatMap((type) =>
          Object.entries((one.status?.[type] ?? {}) as Record<string, string>).map(
            ([resource, amount]) =>
              [{ ...named(one, "resourcequota"), resource, type }, parseQuantity(amount) ?? 0] as const,
          ),
        ),
      ),
    },
  ];
}

interface Subset {
  addresses?: { ip: string }[];
  notReadyAddresses?: { ip: string }[];
}
