import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ApiMachinery } from "../../api/api-machinery.ts";
import { createEventRecorder } from "../../api/event-recorder.ts";
import { storageKey } from "../../store/object-store.ts";
import type { Condition, LabelSelector, Pod } from "../../store/objects.ts";
import { withCondition } from "../../store/pod-state.ts";
import { qualifiedPlural } from "../../store/resource-types.ts";
import { selectorMatches } from "../../store/selectors.ts";
import { MANAGER, STATUS } from "../controller.ts";
import { AUTOSCALERS, type Autoscaler, type Proposal } from "./autoscaler.ts";
import { proposeReplicas, type Scaled } from "./propose-replicas.ts";
import { createStabilizer } from "./stabilize.ts";

const PERIOD_MS = 15_000;

interface Target extends KubernetesObject {
  spec: { replicas?: number; selector?: LabelSelector };
}

type Set = (type: string, status: "True" | "False", reason: string, message: string) => void;

/** Source: pkg/controller/podautoscaler/horizontal.go of Kubernetes. */
export function runAutoscaler(
  api: ApiMachinery,
  usage: ((pod: Pod, resource: string) => number) | undefined,
): () => void {
  const events = createEventRecorder(api, { component: "horizontal-pod-autoscaler" });
  const stabilizer = createStabilizer(() => api.loop.nowMs());

  const targetOf = ({
    spec,
    metadata,
  }: Autoscaler): { resource: string; object: Target } | { missing: string } => {
    const { apiVersion = "v1", kind, name } = spec.scaleTargetRef;
    const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
    const type = api.types.find((one) => one.kind === kind && one.group === group);
    if (!type)
      return { missing: `no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}` };
    const object = api.store.get(storageKey(type), metadata.namespace ?? "", name) as Target | undefined;
    if (!object) return { missing: `${qualifiedPlural(type)} ${JSON.stringify(name)} not found` };
    return { resource: storageKey(type), object };
  };

  const measure = (scaler: Autoscaler, scaled: Scaled, set: Set) => {
    const metrics = scaler.spec.metrics ?? [];
    const proposals = metrics.map((metric) => ({ metric, proposal: proposeReplicas(scaled, metric) }));
    const good = proposals.flatMap(({ metric, proposal }) =>
      "replicas" in proposal ? [{ metric, ...proposal }] : [],
    );
    const bad = proposals
      .map(({ proposal }) => proposal)
      .filter((one): one is Extract<Proposal, { error: string }> => "error" in one);
    const best = good.toSorted((a, b) => b.replicas - a.replicas)[0];
    const [first] = bad;
    for (const { reason, error } of bad)
      events.record({ about: scaler, type: "Warning", reason, message: error });
    // With metrics missing the rest may raise the number, never lower it.
    if (first && (!best || best.replicas < scaled.current)) {
      const message = `invalid metrics (${bad.length} invalid out of ${metrics.length}), first error is: ${first.what}: ${first.error}`;
      events.record({ about: scaler, type: "Warning", reason: "FailedComputeMetricsReplicas", message });
      set(
        "ScalingActive",
        "False",
        first.reason,
        `the HPA was unable to compute the replica count: ${first.error}`,
      );
      return undefined;
    }
    if (!best) return undefined;
    const isShare = "averageUtilization" in best.current;
    const metricName = `${best.name} resource${isShare ? " utilization (percentage of request)" : ""}`;
    set(
      "ScalingActive",
      "True",
      "ValidMetricFound",
      `the HPA was able to successfully calculate a replica count from ${metricName}`,
    );
    const currentMetrics = good.map(({ metric, name, current }) => ({
      type: metric.type,
      ...(metric.containerResource
        ? { containerResource: { name, container: metric.containerResource.container, current } }
        : { resource: { name, current } }),
    }));
    return { replicas: best.replicas, currentMetrics, metricName };
  };

  const decide = (scaler: Autoscaler, target: { resource: string; object: Target }, set: Set) => {
    const { minReplicas = 1, maxReplicas } = scaler.spec;
    const { namespace = "", uid = "" } = scaler.metadata;
    const current = target.object.spec.replicas ?? 1;
    const stay = { currentReplicas: current, desiredReplicas: scaler.status?.desiredReplicas ?? 0 };
    if (current === 0 && minReplicas !== 0) {
      const message = "scaling is disabled since the replica count of the target is zero";
      set("ScalingActive", "False", "ScalingDisabled", message);
      return { ...stay, desiredReplicas: 0 };
    }
    const pods = (api.store.list("pods", namespace) as Pod[]).filter((pod) =>
      selectorMatches(target.object.spec.selector, pod.metadata.labels),
    );
    let wanted: { replicas: number; why: string; currentMetrics?: object[] };
    if (current > maxReplicas)
      wanted = { replicas: maxReplicas, why: "Current number of replicas above Spec.MaxReplicas" };
    else if (current < minReplicas)
      wanted = { replicas: minReplicas, why: "Current number of replicas below Spec.MinReplicas" };
    else {
      const measured = measure(scaler, { namespace, current, pods, usage }, set);
      if (!measured) return stay;
      const steady = stabilizer(uid, measured.replicas, scaler, current);
      set("AbleToScale", "True", steady.reason, steady.message);
      set("ScalingLimited", steady.limit ? "True" : "False", ...steady.limited);
      const direction =
        steady.replicas > current ? `${measured.metricName} above target` : "All metrics below target";
      wanted = { replicas: steady.replicas, why: direction, currentMetrics: measured.currentMetrics };
    }
    if (wanted.replicas !== current) {
      const spec = { ...target.object.spec, replicas: wanted.replicas };
      api.update(target.resource, { ...target.object, spec }, { ...MANAGER, subresource: "scale" });
      const message = `New size: ${wanted.replicas}; reason: ${wanted.why}`;
      events.record({ about: scaler, type: "Normal", reason: "SuccessfulRescale", message });
      set(
        "AbleToScale",
        "True",
        "SucceededRescale",
        `the HPA controller was able to update the target scale to ${wanted.replicas}`,
      );
    }
    return {
      currentReplicas: current,
      desiredReplicas: wanted.replicas,
      ...(wanted.currentMetrics && { currentMetrics: wanted.currentMetrics }),
      ...(wanted.replicas !== current && { lastScaleTime: api.loop.timestamp() }),
    };
  };

  const reconcile = (namespace: string, name: string) => {
    const scaler = api.store.get(AUTOSCALERS, namespace, name) as Autoscaler | undefined;
    if (!scaler || scaler.metadata.deletionTimestamp !== undefined) return;
    const lastTransitionTime = api.loop.timestamp();
    let conditions: Condition[] = scaler.status?.conditions ?? [];
    const set: Set = (type, status, reason, message) => {
      conditions = withCondition(conditions, { type, status, reason, message, lastTransitionTime });
    };
    const target = targetOf(scaler);
    let rest: object;
    if ("missing" in target) {
      const message = `the HPA controller was unable to get the target's current scale: ${target.missing}`;
      set("AbleToScale", "False", "FailedGetScale", message);
      events.record({ about: scaler, type: "Warning", reason: "FailedGetScale", message: target.missing });
      rest = { currentMetrics: null, desiredReplicas: scaler.status?.desiredReplicas ?? 0 };
    } else {
      const message = "the HPA controller was able to get the target's current scale";
      set("AbleToScale", "True", "SucceededGetScale", message);
      rest = decide(scaler, target, set);
    }
    const now = api.store.get(AUTOSCALERS, namespace, name);
    if (now) api.update(AUTOSCALERS, { ...now, status: { ...scaler.status, conditions, ...rest } }, STATUS);
    api.loop.after(`autoscaler/${namespace}/${name}`, PERIOD_MS, () => reconcile(namespace, name));
  };

  return api.store.onChange(({ resource, object, type }) => {
    if (resource !== AUTOSCALERS || type !== "ADDED") return;
    const { namespace = "", name } = object.metadata;
    api.loop.after(`autoscaler/${namespace}/${name}`, PERIOD_MS, () => reconcile(namespace, name));
  });
}
