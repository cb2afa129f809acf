import type { Action } from "../../domain/action.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { formatMemory, tryParseMemory } from "../../kubernetes/quantity.ts";
import { resourceOf, scopeOf, shellQuoted } from "../kubectl.ts";
import type { Autoscalers, Owner } from "../ownership.ts";

/** The same change as one command on the autoscaler that decides; undefined where its fields cannot say it. */
export function autoscalerCommand(owner: Owner, action: Action, found: Autoscalers): string | undefined {
  const decider = [...found.vpas, ...found.hpas, ...(found.scaledObjects ?? [])].find(
    (one) => describeRef(refOf(one)) === owner.object,
  );
  const spec = decider && patchOf(owner.kind, action, decider);
  if (decider === undefined || spec === undefined) return undefined;
  const ref = refOf(decider);
  const patch = shellQuoted(JSON.stringify({ spec }));
  return `kubectl patch ${resourceOf(ref).replace("/", " ")}${scopeOf(ref)} --type merge --patch ${patch}`;
}

function patchOf(kind: Owner["kind"], action: Action, decider: KubernetesObject): object | undefined {
  const spec = recordOf(decider.spec);
  if (kind === "vpa") return boundsOf(action, spec);
  if (kind === "memory-hpa") return targetsOf(action, spec);
  if (action.type !== "SetScale") return undefined;
  const { from, to } = action.parameters;
  return kind === "hpa"
    ? replicasOf({ from, to }, spec, ["minReplicas", "maxReplicas"])
    : kind === "keda"
      ? replicasOf({ from, to }, spec, ["minReplicaCount", "maxReplicaCount"])
      : undefined;
}

/** More pods are a higher floor, fewer a lower ceiling; the other bound follows where it would stand in the way. */
function replicasOf(
  { from, to }: { from: number; to: number },
  spec: Record<string, unknown>,
  [least, most]: readonly [string, string],
): object {
  const floor = typeof spec[least] === "number" ? spec[least] : 1;
  const ceiling = typeof spec[most] === "number" ? spec[most] : undefined;
  if (to >= from) return { [least]: to, ...(ceiling !== undefined && ceiling < to && { [most]: to }) };
  return { [most]: to, ...(floor > to && { [least]: to }) };
}

/** A merge patch replaces a list, so that what others set in it stands in it again. */
function boundsOf(action: Action, spec: Record<string, unknown>): object | undefined {
  const wanted = requestsOf(action);
  if (wanted.length === 0) return undefined;
  const { containerPolicies } = recordOf(spec.resourcePolicy);
  const policies = (Array.isArray(containerPolicies) ? containerPolicies : []).map(recordOf);
  for (const { container, resource, amount } of wanted) {
    const index = policies.findIndex(({ containerName }) => containerName === container);
    const policy = policies[index] ?? inheritedBy(container, policies);
    const floored = raised(policy, { resource, amount });
    if (index < 0) policies.push(floored);
    else policies[index] = floored;
  }
  return { resourcePolicy: { containerPolicies: policies } };
}

/** What stands for all containers ("*") goes for one no more once it has a policy of its own. */
function inheritedBy(
  container: string,
  policies: readonly Record<string, unknown>[],
): Record<string, unknown> {
  const general = policies.find(({ containerName }) => containerName === "*");
  return { ...general, containerName: container };
}

function raised(
  policy: Record<string, unknown>,
  { resource, amount }: { resource: string; amount: string },
): Record<string, unknown> {
  const most = recordOf(policy.maxAllowed)[resource];
  const isInTheWay = (tryParseMemory(most) ?? Number.POSITIVE_INFINITY) < (tryParseMemory(amount) ?? 0);
  return {
    ...policy,
    minAllowed: { ...recordOf(policy.minAllowed), [resource]: amount },
    ...(isInTheWay && { maxAllowed: { ...recordOf(policy.maxAllowed), [resource]: amount } }),
  };
}

/** What each container is to ask for; an autoscaler keeps the limit in proportion to that. */
function requestsOf(action: Action): { container: string; resource: string; amount: string }[] {
  if (action.type === "SetMemoryLimit" || action.type === "ResizePod") {
    const { container, toRequestBytes, toLimitBytes } = action.parameters;
    return [{ container, resource: "memory", amount: formatMemory(toRequestBytes ?? toLimitBytes) }];
  }
  if (action.type !== "SetResources") return [];
  return action.parameters.changes.flatMap(({ container, resource, bound, to }) =>
    bound === "requests" && to !== null ? [{ container, resource, amount: to }] : [],
  );
}

/** So that as many pods as now do the same work: a share of a larger request is less, an absolute amount is the same. */
function targetsOf(action: Action, spec: Record<string, unknown>): object | undefined {
  if (action.type !== "SetMemoryLimit" && action.type !== "ResizePod") return undefined;
  const { fromRequestBytes, toRequestBytes } = action.parameters;
  if (fromRequestBytes === null || toRequestBytes === null || fromRequestBytes === toRequestBytes)
    return undefined;
  const ratio = fromRequestBytes / toRequestBytes;
  const metrics = (Array.isArray(spec.metrics) ? spec.metrics : []).map((metric) =>
    withShare(recordOf(metric), ratio),
  );
  return JSON.stringify(metrics) === JSON.stringify(spec.metrics) ? undefined : { metrics };
}

function withShare(metric: Record<string, unknown>, ratio: number): Record<string, unknown> {
  const key = metric.type === "ContainerResource" ? "containerResource" : "resource";
  const resource = recordOf(metric[key]);
  const target = recordOf(resource.target);
  if (resource.name !== "memory" || typeof target.averageUtilization !== "number") return metric;
  const averageUtilization = Math.max(1, Math.round(target.averageUtilization * ratio));
  return { ...metric, [key]: { ...resource, target: { ...target, averageUtilization } } };
}
