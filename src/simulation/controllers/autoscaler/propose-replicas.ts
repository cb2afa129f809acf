import type { Pod } from "../../store/objects.ts";
import { isPodActive, isPodReady } from "../../store/pod-state.ts";
import { parseQuantity } from "../../store/quantity.ts";
import type { MetricSpec, MetricTarget, Proposal } from "./autoscaler.ts";

export interface Scaled {
  namespace: string;
  current: number;
  pods: readonly Pod[];
  /** In cores or bytes, of one container or of all; undefined where the cluster has no metrics server. */
  usage: ((pod: Pod, resource: string) => number) | undefined;
}

const TOLERANCE = 0.1;
const NO_SERVER =
  "unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)";

function replicasFor(
  scaled: Scaled,
  ready: readonly Pod[],
  ratioOf: (pods: readonly Pod[], counted: readonly Pod[]) => number,
): number {
  const { current, pods } = scaled;
  const ratio = ratioOf(ready, ready);
  if (Math.abs(ratio - 1) <= TOLERANCE) return current;
  const unready = pods.filter((pod) => !ready.includes(pod));
  if (ratio < 1 || unready.length === 0) return Math.ceil(ratio * ready.length);
  // Pods that do not work yet count as idle, so that a start is not answered by another one.
  const all = ratioOf(ready, [...ready, ...unready]);
  if (Math.abs(all - 1) <= TOLERANCE || all < 1) return current;
  return Math.max(current, Math.ceil(all * pods.length));
}

function ofResource(scaled: Scaled, name: string, target: MetricTarget, container?: string): Proposal {
  const isShare = target.type === "Utilization";
  const what = `failed to get ${name} ${container === undefined ? "" : "container "}resource metric value`;
  const reason = container === undefined ? "FailedGetResourceMetric" : "FailedGetContainerResourceMetric";
  const failed = (why: string): Proposal => ({
    reason,
    what,
    error: `failed to get ${name} ${isShare ? "utilization" : "usage"}: ${why}`,
  });
  const { usage } = scaled;
  if (!usage) return failed(`unable to get metrics for resource ${name}: ${NO_SERVER}`);
  const pods = scaled.pods.filter(isPodActive);
  const running = pods.filter((pod) => pod.status?.phase === "Running");
  if (running.length === 0)
    return failed(
      `unable to get metrics for resource ${name}: no metrics returned from resource metrics API`,
    );
  const ready = running.filter((pod) => isPodReady(pod) || name !== "cpu");
  const used = (list: readonly Pod[]) => list.reduce((sum, pod) => sum + usage(pod, name), 0);
  if (!isShare) {
    if (ready.length === 0)
      return failed("did not receive metrics for targeted pods (pods might be unready)");
    const wanted = parseQuantity(target.averageValue) ?? 1;
    const replicas = replicasFor(scaled, ready, (of, counted) => used(of) / (counted.length * wanted));
    const averageValue = quantity(name, used(ready) / ready.length);
    return { replicas, name, current: { averageValue } };
  }
  for (const pod of pods)
    for (const one of pod.spec.containers) {
      const isCounted = container === undefined || one.name === container;
      if (isCounted && one.resources?.requests?.[name] === undefined)
        return failed(`missing request for ${name} in container ${one.name} of Pod ${pod.metadata.name}`);
    }
  if (ready.length === 0) return failed("did not receive metrics for targeted pods (pods might be unready)");
  const asked = (list: readonly Pod[]) => list.reduce((sum, pod) => sum + requestOf(pod, name, container), 0);
  const share = (of: readonly Pod[], counted: readonly Pod[]) =>
    Math.floor((used(of) * 100) / asked(counted));
  const wanted = target.averageUtilization ?? 80;
  const replicas = replicasFor(scaled, ready, (of, counted) => share(of, counted) / wanted);
  const averageValue = quantity(name, used(ready) / ready.length);
  return { replicas, name, current: { averageUtilization: share(ready, ready), averageValue } };
}

const requestOf = (pod: Pod, name: string, container: string | undefined): number =>
  pod.spec.containers
    .filter((one) => container === undefined || one.name === container)
    .reduce((sum, one) => sum + (parseQuantity(one.resources?.requests?.[name]) ?? 0), 0);

const quantity = (name: string, value: number): string =>
  name === "cpu" ? `${Math.round(value * 1000)}m` : String(Math.round(value));

const NO_CUSTOM =
  "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered";

/** What one metric says of the number of replicas. Source: pkg/controller/podautoscaler of Kubernetes. */
export function proposeReplicas(scaled: Scaled, metric: MetricSpec): Proposal {
  const { resource, containerResource, pods, object, external } = metric;
  if (resource) return ofResource(scaled, resource.name, resource.target);
  if (containerResource)
    return ofResource(scaled, containerResource.name, containerResource.target, containerResource.container);
  if (pods)
    return {
      reason: "FailedGetPodsMetric",
      what: "failed to get pods metric value",
      error: `unable to get metric ${pods.metric.name}: ${NO_CUSTOM}`,
    };
  if (object) {
    const about = `${object.describedObject.kind} on ${scaled.namespace} ${object.describedObject.name}`;
    return {
      reason: "FailedGetObjectMetric",
      what: "failed to get object metric value",
      error: `unable to get metric ${object.metric.name}: ${about}/${NO_CUSTOM}`,
    };
  }
  const name = external?.metric.name ?? "";
  return {
    reason: "FailedGetExternalMetric",
    what: `failed to get ${name} external metric value: failed to get external metric ${name}`,
    error: `unable to get external metric ${scaled.namespace}/${name}/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`,
  };
}
