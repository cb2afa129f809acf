import type { ApiMachinery } from "../api/api-machinery.ts";
import { createEventRecorder } from "../api/event-recorder.ts";
import type { ControllerRevision, Pod, StatefulSet } from "../store/objects.ts";
import { isPodAvailable, isPodOver, isPodReady } from "../store/pod-state.ts";
import { type Controller, ownedBy, STATUS } from "./controller.ts";
import {
  REVISION_LABEL,
  revisionsOf,
  syncControllerRevision,
  trimRevisions,
} from "./controller-revisions.ts";
import { createPod, deletePod } from "./pod-control.ts";
import { createRetries } from "./retries.ts";
import { claimVolumes } from "./stateful-claims.ts";

const SETS = "statefulsets.apps";
const ordinalOf = (pod: Pod): number =>
  Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf("-") + 1));
const revisionNameOf = (pod: Pod): string => pod.metadata.labels?.[REVISION_LABEL] ?? "";
const isGoing = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;

interface Revisions {
  current: ControllerRevision;
  update: ControllerRevision;
}

/** Source: pkg/controller/statefulset/stateful_set_control.go of Kubernetes. */
export function createStatefulSetController(api: ApiMachinery): Controller {
  const events = createEventRecorder(api, { component: "statefulset-controller" });
  const retries = createRetries(api, () => controller);
  const podsOf = (set: StatefulSet) =>
    ownedBy<Pod>(api, "pods", set).toSorted((a, b) => ordinalOf(a) - ordinalOf(b));

  const create = (set: StatefulSet, ordinal: number, { current, update }: Revisions) => {
    const { type, rollingUpdate } = set.spec.updateStrategy;
    const isHeldBack = type === "RollingUpdate" && ordinal < (rollingUpdate?.partition ?? 0);
    const revision = isHeldBack ? current : update;
    const { $patch: _, ...template } = revision.data.spec.template;
    const name = `${set.metadata.name}-${ordinal}`;
    const volumes = claimVolumes(api, events, set, name, template.spec);
    const refusal = createPod(api, events, set, {
      template,
      name,
      labels: {
        "apps.kubernetes.io/pod-index": String(ordinal),
        [REVISION_LABEL]: revision.metadata.name,
        "statefulset.kubernetes.io/pod-name": name,
      },
      spec: {
        hostname: name,
        ...(volumes && { volumes }),
        ...(set.spec.serviceName && { subdomain: set.spec.serviceName }),
      },
    });
    const message = `create Pod ${name} in StatefulSet ${set.metadata.name} successful`;
    if (!refusal) events.record({ about: set, type: "Normal", reason: "SuccessfulCreate", message });
    return refusal === undefined;
  };

  const remove = (set: StatefulSet, pod: Pod) =>
    deletePod(
      api,
      events,
      set,
      pod,
      `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`,
    );

  /** One step of the way to the spec; each next one follows the change that this one makes. */
  const step = (set: StatefulSet, revisions: Revisions): "retry" | undefined => {
    const isOrdered = set.spec.podManagementPolicy !== "Parallel";
    const pods = podsOf(set);
    for (let ordinal = 0; ordinal < set.spec.replicas; ordinal += 1) {
      const pod = pods.find((item) => ordinalOf(item) === ordinal);
      if (!pod) {
        if (!create(set, ordinal, revisions)) return "retry";
        if (isOrdered) return undefined;
        continue;
      }
      if (isPodOver(pod) && !isGoing(pod)) {
        remove(set, pod);
        return undefined;
      }
      // In order, nothing goes on past a pod that is not ready: an old one that is ill is never replaced.
      if (isOrdered && (isGoing(pod) || !isPodReady(pod))) return undefined;
    }
    const surplus = pods.filter((pod) => ordinalOf(pod) >= set.spec.replicas).toReversed();
    for (const pod of surplus) {
      if (!isGoing(pod)) remove(set, pod);
      if (isOrdered) return undefined;
    }
    return update(set, pods, revisions);
  };

  const update = (set: StatefulSet, pods: Pod[], revisions: Revisions): undefined => {
    if (set.spec.updateStrategy.type === "OnDelete") return;
    const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
    const candidates = pods.filter(
      (pod) => ordinalOf(pod) < set.spec.replicas && ordinalOf(pod) >= partition,
    );
    for (const pod of candidates.toReversed()) {
      if (revisionNameOf(pod) !== revisions.update.metadata.name && !isGoing(pod)) {
        remove(set, pod);
        return;
      }
      if (isGoing(pod) || !isPodReady(pod)) return;
    }
  };

  const writeStatus = (set: StatefulSet, revisions: Revisions) => {
    const pods = podsOf(set);
    const nowMs = api.loop.nowMs();
    const count = (is: (pod: Pod) => boolean) => pods.filter(is).length;
    const of = (revision: ControllerRevision) =>
      count((pod) => !isGoing(pod) && revisionNameOf(pod) === revision.metadata.name);
    const updatedReplicas = of(revisions.update);
    const readyReplicas = count(isPodReady);
    const isRolledOut =
      set.spec.updateStrategy.type !== "OnDelete" &&
      updatedReplicas === set.spec.replicas &&
      readyReplicas === set.spec.replicas;
    const current = isRolledOut ? revisions.update : revisions.current;
    const currentReplicas = of(current);
    const status = {
      availableReplicas: count((pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)),
      collisionCount: 0,
      ...(currentReplicas > 0 && { currentReplicas }),
      currentRevision: current.metadata.name,
      observedGeneration: set.metadata.generation ?? 1,
      ...(readyReplicas > 0 && { readyReplicas }),
      replicas: pods.length,
      updateRevision: revisions.update.metadata.name,
      ...(updatedReplicas > 0 && { updatedReplicas }),
    };
    api.update(SETS, { ...set, status }, STATUS);
  };

  const controller: Controller = {
    resource: SETS,
    owns: ["pods"],
    reconcile(namespace, name) {
      const set = api.store.get(SETS, namespace, name) as StatefulSet | undefined;
      if (!set || isGoing(set as unknown as Pod)) return;
      const newest = syncControllerRevision(api, set);
      const known = revisionsOf(api, set).find((item) => item.metadata.name === set.status?.currentRevision);
      const revisions = { current: known ?? newest, update: newest };
      if (step(set, revisions) === "retry") retries.again(namespace, name);
      else retries.forget(namespace, name);
      writeStatus(set, revisions);
      const inUse = podsOf(set).map(revisionNameOf);
      trimRevisions(
        api,
        set,
        new Set([...inUse, newest.metadata.name, set.status?.currentRevision ?? newest.metadata.name]),
      );
    },
  };
  return controller;
}
