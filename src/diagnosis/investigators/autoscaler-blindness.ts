import type { NextStep } from "../../domain/handover.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { Condition } from "../../kubernetes/condition-of.ts";
import { listAt, recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { type Collector, tolerant } from "../collectors/collector.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import type { AutoscalerScene } from "./autoscaler.ts";
import type { ObjectOpinion } from "./investigator.ts";

interface Blindness {
  confidence: number;
  why: string;
  advice: NextStep[];
}

/** Why an autoscaler cannot see its metric. Nothing of it is for the service to write: a person gets what to do. */
export async function blindness(
  collector: Collector,
  scene: AutoscalerScene,
  active: Condition,
): Promise<ObjectOpinion> {
  const { object, at } = scene;
  const blindness =
    missingRequest(scene, active) ??
    (await apiMissing(collector, scene)) ??
    metricMissing(scene, active) ??
    unexplained(active);
  return {
    kind: "candidates",
    candidates: [
      found("autoscaler-without-metrics", {
        confidence: blindness.confidence,
        sentence: `${describeRef(object)} does not scale: ${blindness.why}.`,
        support: [
          objectDraft(
            object,
            active.since || at,
            `ScalingActive is ${active.status}: ${active.reason}: ${active.message}`,
          ),
        ],
        advice: blindness.advice,
      }),
    ],
  };
}

/** A share of a request cannot be worked out where a container has none. */
function missingRequest({ raw, target }: AutoscalerScene, active: Condition): Blindness | undefined {
  const resources = listAt(raw.spec, "metrics").flatMap((metric) => {
    const resource = recordOf(recordOf(metric).resource);
    return recordOf(resource.target).type === "Utilization" ? [String(resource.name)] : [];
  });
  const podSpec = recordOf(recordOf(recordOf(target.spec).template).spec);
  const lacking = resources.flatMap((resource) =>
    listAt(podSpec, "containers")
      .map(recordOf)
      .filter((container) => requestOf(container, resource) === undefined)
      .map(({ name }) => ({ container: String(name), resource })),
  );
  const [first] = lacking;
  const isSaid = /missing request for /.test(active.message);
  if (first === undefined && !isSaid) return undefined;
  const workload = refOf(target);
  const names = lacking
    .map(({ container, resource }) => `container ${container} has no request for ${resource}`)
    .join(", ");
  return {
    confidence: isSaid && first !== undefined ? 0.95 : 0.75,
    why: `it scales by a share of the request, and in ${describeRef(workload)} ${names === "" ? active.message : names}`,
    advice: lacking.slice(0, 2).map(({ container, resource }) => ({
      text: `Give container ${container} a request for ${resource}: what it uses in quiet times`,
      command: `kubectl set resources -n ${workload.namespace} ${workload.kind.toLowerCase()}/${workload.name} -c ${container} --requests=${resource}=...`,
    })),
  };
}

function requestOf(container: Record<string, unknown>, resource: string): unknown {
  const { requests, limits } = recordOf(container.resources);
  // The API server takes the limit for a request that is not given.
  return recordOf(requests)[resource] ?? recordOf(limits)[resource];
}

const APIS: Record<string, { apiVersion: string; what: string; provider: string }> = {
  Resource: { apiVersion: "metrics.k8s.io/v1beta1", what: "resource metrics", provider: "metrics-server" },
  ContainerResource: {
    apiVersion: "metrics.k8s.io/v1beta1",
    what: "resource metrics",
    provider: "metrics-server",
  },
  Pods: {
    apiVersion: "custom.metrics.k8s.io/v1beta1",
    what: "custom metrics",
    provider: "an adapter such as prometheus-adapter",
  },
  Object: {
    apiVersion: "custom.metrics.k8s.io/v1beta1",
    what: "custom metrics",
    provider: "an adapter such as prometheus-adapter",
  },
  External: {
    apiVersion: "external.metrics.k8s.io/v1beta1",
    what: "external metrics",
    provider: "an adapter such as KEDA's",
  },
};

async function apiMissing(collector: Collector, { raw }: AutoscalerScene): Promise<Blindness | undefined> {
  const types = [...new Set(listAt(raw.spec, "metrics").map((metric) => String(recordOf(metric).type)))];
  for (const type of types) {
    const api = Object.hasOwn(APIS, type) ? APIS[type] : undefined;
    // What custom and external APIs serve differs with every adapter: whether one answers at all is told by its service.
    if (api === undefined || type === "Pods" || type === "Object" || type === "External") continue;
    const isServed = await tolerant(collector, `whether ${api.apiVersion} is served`, {
      run: () => collector.reader.serves(api.apiVersion, "pods", collector.signal),
      fallback: true,
    });
    if (isServed) continue;
    return {
      confidence: 0.95,
      why: `the API of ${api.what} (${api.apiVersion}) is not served: ${api.provider} is not installed, or does not answer`,
      advice: [
        {
          text: "See whether it is registered and available",
          command: `kubectl get apiservice v1beta1.${api.apiVersion.split("/")[0]}`,
        },
        {
          text: `See how ${api.provider} is`,
          command: "kubectl get deployment,pods -A -l k8s-app=metrics-server",
        },
      ],
    };
  }
  return undefined;
}

/**
 * Custom and external metrics come from an adapter: none is registered, or it does not know the metric. The controller's
 * words: k8s.io/kubernetes pkg/controller/podautoscaler/metrics/client.go, k8s.io/metrics pkg/client.
 */
function metricMissing({ object }: AutoscalerScene, { message }: Condition): Blindness | undefined {
  const api = /\b(custom|external)\.metrics\.k8s\.io|from (custom|external) metrics API/.exec(message);
  const kind = api?.[1] ?? api?.[2];
  if (kind === undefined) return undefined;
  const metric =
    /unable to get (?:external |object )?metric (?:[^\s/:]+\/)?([^\s/:]+)/.exec(message)?.[1] ?? "";
  const isRegistered = !/no custom metrics API .{0,40}registered/.test(message);
  const named = metric === "" ? "its metric" : `metric ${metric}`;
  const group = `${kind}.metrics.k8s.io`;
  return {
    confidence: 0.93,
    why: isRegistered
      ? `the ${kind} metrics API does not give it ${named}: nothing serves ${group}, or what serves it does not know the metric`
      : `it scales by ${named}, and nothing serves ${group}: an adapter such as prometheus-adapter is not installed`,
    advice: [
      {
        text: "See whether an adapter is registered and available",
        command: `kubectl get apiservices | grep ${group}`,
      },
      {
        text: "See which metrics it knows",
        command: `kubectl get --raw /apis/${group}/v1beta1`,
      },
      {
        text: "Where the name is a slip, correct it",
        command: `kubectl edit hpa -n ${object.namespace} ${object.name}`,
      },
    ],
  };
}

function unexplained(active: Condition): Blindness {
  return {
    confidence: 0.8,
    why: active.message === "" ? active.reason : active.message,
    advice: [
      {
        text: "See what serves the metrics APIs, and whether it is available",
        command: "kubectl get apiservices | grep metrics",
      },
    ],
  };
}
