import type { ApiMachinery } from "../api/api-machinery.ts";
import { createEventRecorder } from "../api/event-recorder.ts";
import type { StatusError } from "../api/status-error.ts";
import type { Condition, Pod, ReplicaSet } from "../store/objects.ts";
import { isPodActive, isPodAvailable, isPodReady } from "../store/pod-state.ts";
import { selectorMatches } from "../store/selectors.ts";
import { type Controller, MANAGER, ownedBy, ownerReference, requeue, STATUS } from "./controller.ts";
import { createPod, deletePod } from "./pod-control.ts";
import { createRetries } from "./retries.ts";

/** Source: pkg/controller/replicaset of Kubernetes. */
export function createReplicaSetController(
  api: ApiMachinery,
  resource = "replicasets.apps",
  component = "replicaset-controller",
): Controller {
  const events = createEventRecorder(api, { component });
  const retries = createRetries(api, () => controller);

  const adoptOrphans = (owner: ReplicaSet) => {
    const orphans = (api.store.list("pods", owner.metadata.namespace) as Pod[]).filter(
      (pod) =>
        isPodActive(pod) &&
        !pod.metadata.ownerReferences?.some(({ controller }) => controller) &&
        selectorMatches(selectorOf(owner), pod.metadata.labels),
    );
    for (const pod of orphans)
      api.update(
        "pods",
        { ...pod, metadata: { ...pod.metadata, ownerReferences: [ownerReference(owner)] } },
        MANAGER,
      );
  };

  const scale = (owner: ReplicaSet, active: Pod[]): StatusError | undefined => {
    const missing = owner.spec.replicas - active.length;
    for (let count = 0; count < missing; count += 1) {
      const refusal = createPod(api, events, owner, { template: owner.spec.template });
      if (refusal) return refusal;
    }
    const surplus = missing < 0 ? active.toSorted(leastWantedFirst).slice(0, -missing) : [];
    for (const pod of surplus) deletePod(api, events, owner, pod);
    return undefined;
  };

  const writeStatus = (owner: ReplicaSet, refusal: StatusError | undefined) => {
    const pods = ownedBy<Pod>(api, "pods", owner).filter(isPodActive);
    const count = (is: (pod: Pod) => boolean) => pods.filter(is).length;
    const ready = count(isPodReady);
    const isAvailable = (pod: Pod) => isPodAvailable(pod, owner.spec.minReadySeconds ?? 0, api.loop.nowMs());
    const available = count(isAvailable);
    const conditions = failureCondition(owner, refusal, api.loop.timestamp());
    const status = {
      ...(available > 0 && { availableReplicas: available }),
      ...(conditions && { conditions }),
      ...(pods.length > 0 && { fullyLabeledReplicas: pods.length }),
      observedGeneration: owner.metadata.generation ?? 1,
      ...(ready > 0 && { readyReplicas: ready }),
      replicas: pods.length,
    };
    api.update(resource, { ...owner, status }, STATUS);
    return ready > available;
  };

  const controller: Controller = {
    resource,
    owns: ["pods"],
    reconcile(namespace, name) {
      const owner = api.store.get(resource, namespace, name) as ReplicaSet | undefined;
      if (!owner) return;
      if (owner.metadata.deletionTimestamp === undefined) adoptOrphans(owner);
      const active = ownedBy<Pod>(api, "pods", owner).filter(isPodActive);
      const refusal = owner.metadata.deletionTimestamp === undefined ? scale(owner, active) : undefined;
      const current = (api.store.get(resource, namespace, name) as ReplicaSet | undefined) ?? owner;
      const isWaiting = writeStatus(current, refusal);
      if (refusal) retries.again(namespace, name);
      else retries.forget(namespace, name);
      if (!refusal && isWaiting) requeue(api, controller, [namespace, name], 1000);
    },
  };
  return controller;
}

/** A ReplicationController's selector is a plain map. */
const selectorOf = (owner: ReplicaSet) =>
  owner.kind === "ReplicationController"
    ? { matchLabels: owner.spec.selector as Record<string, string> }
    : owner.spec.selector;

/** Pods that are not ready go first, then the younger ones. */
const leastWantedFirst = (a: Pod, b: Pod): number => {
  const rank = (pod: Pod) => (pod.spec.nodeName ? 1 : 0) + (isPodReady(pod) ? 2 : 0);
  return (
    rank(a) - rank(b) ||
    ((b.metadata.creationTimestamp ?? "") < (a.metadata.creationTimestamp ?? "") ? -1 : 1)
  );
};

function failureCondition(
  owner: ReplicaSet,
  refusal: StatusError | undefined,
  at: string,
): Condition[] | undefined {
  const others = (owner.status?.conditions ?? []).filter(({ type }) => type !== "ReplicaFailure");
  if (!refusal) return others.length > 0 ? others : undefined;
  const earlier = owner.status?.conditions?.find(({ type }) => type === "ReplicaFailure");
  const fresh = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", lastTransitionTime: at };
  return [...others, earlier ?? { ...fresh, message: refusal.message }];
}
