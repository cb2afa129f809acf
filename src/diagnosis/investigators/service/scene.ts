import type { ObjectRef } from "../../../domain/object-ref.ts";
import type { Signal } from "../../../domain/signal.ts";
import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import { type EndpointState, endpointStateOf } from "../../../kubernetes/endpoint-state.ts";
import { selectorText } from "../../../kubernetes/label-selector.ts";
import { type ServiceShape, selects, serviceShapeOf } from "../../../kubernetes/service-shape.ts";
import { type WorkloadShape, workloadShapeOf } from "../../../kubernetes/workload-shape.ts";
import type { Collector } from "../../collectors/collector.ts";
import { type PodFact, parsePod } from "../../objects/pod.ts";
import { listObjects } from "../list-objects.ts";

const MOST_PODS = 100;

/** A Service with all that decides where it sends. */
export interface ServiceScene {
  object: ObjectRef;
  raw: KubernetesObject;
  service: ServiceShape;
  endpoints: EndpointState;
  /** Deployments, StatefulSets, DaemonSets, and pods of no workload, of its namespace. */
  workloads: WorkloadShape[];
  /** Those of them whose pods it selects. */
  selected: WorkloadShape[];
  /** The raw objects of the selected, for what is not parsed. */
  rawWorkloads: KubernetesObject[];
  /** Pods that it selects, at most a hundred. */
  pods: PodFact[];
  /** The other Services of the namespace. */
  others: ServiceShape[];
  signals: Signal[];
  at: string;
}

const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet"] as const;

/** One list a kind, all at once. */
export async function readScene(
  collector: Collector,
  object: ObjectRef,
  { raw, signals }: { raw: KubernetesObject; signals: Signal[] },
): Promise<ServiceScene> {
  const { namespace } = object;
  const service = serviceShapeOf(raw);
  const hasSelector = Object.keys(service.selector).length > 0;
  const [slices, pods, bare, services, ...kinds] = await Promise.all([
    listObjects(collector, ["discovery.k8s.io/v1", "EndpointSlice"], {
      namespace,
      labelSelector: `kubernetes.io/service-name=${object.name}`,
    }),
    hasSelector
      ? listObjects(collector, ["v1", "Pod"], {
          namespace,
          labelSelector: selectorText({ matchLabels: service.selector }),
          limit: MOST_PODS,
        })
      : [],
    listObjects(collector, ["v1", "Pod"], { namespace }),
    listObjects(collector, ["v1", "Service"], { namespace }),
    ...WORKLOADS.map((kind) => listObjects(collector, ["apps/v1", kind], { namespace })),
  ]);
  const own = bare.filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0);
  const raws = [...kinds.flat(), ...own];
  const workloads = raws.map(workloadShapeOf);
  const isSelected = ({ labels }: WorkloadShape) => selects(service.selector, labels);
  return {
    object: { ...object, uid: raw.metadata.uid ?? object.uid },
    raw,
    service,
    endpoints: endpointStateOf(slices),
    workloads,
    selected: workloads.filter(isSelected),
    rawWorkloads: raws.filter((_, index) => {
      const shape = workloads[index];
      return shape !== undefined && isSelected(shape);
    }),
    pods: pods.flatMap((pod) => parsePod(pod) ?? []),
    others: services.map(serviceShapeOf).filter(({ name }) => name !== service.name),
    signals,
    at: collector.clock.now().toISOString(),
  };
}
