import type { ApiMachinery } from "../api/api-machinery.ts";
import { createEventRecorder } from "../api/event-recorder.ts";
import type { Deployment, Pod, ReplicaSet } from "../store/objects.ts";
import { conditionOf, isPodOver } from "../store/pod-state.ts";
import { templateHash } from "../store/template-hash.ts";
import { type Controller, MANAGER, ownedBy, ownerReference, requeue, STATUS } from "./controller.ts";
import {
  findNewReplicaSet,
  HASH_LABEL,
  newAnnotations,
  REVISION,
  revisionOf,
  rollingBounds,
  scaleAnnotations,
  total,
} from "./deployment-replica-sets.ts";
import { rollingTargets } from "./deployment-rolling.ts";
import { deadlineMsOf, deploymentStatus } from "./deployment-status.ts";

const SETS = "replicasets.apps";
const GONE_CHECK_MS = 500;

/** Source: pkg/controller/deployment of Kubernetes. */
export function createDeploymentController(api: ApiMachinery): Controller {
  const events = createEventRecorder(api, { component: "deployment-controller" });

  const scale = (deployment: Deployment, set: ReplicaSet, replicas: number) => {
    const annotations = {
      ...set.metadata.annotations,
      ...scaleAnnotations(deployment, rollingBounds(deployment).maxSurge),
    };
    const before = set.spec.replicas;
    api.update(
      SETS,
      { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } },
      MANAGER,
    );
    if (before === replicas) return;
    const way = replicas > before ? "up" : "down";
    const message = `Scaled ${way} replica set ${set.metadata.name} from ${before} to ${replicas}`;
    events.record({ about: deployment, type: "Normal", reason: "ScalingReplicaSet", message });
  };

  const create = (deployment: Deployment, revision: number): ReplicaSet => {
    const hash = templateHash(deployment.spec.template, deployment.status?.collisionCount);
    const { template, selector } = deployment.spec;
    const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
    const { maxSurge } = rollingBounds(deployment);
    const set: ReplicaSet = {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace ?? "default",
        labels,
        annotations: newAnnotations(deployment, {}, revision, maxSurge),
        ownerReferences: [ownerReference(deployment)],
      },
      spec: {
        replicas: 0,
        ...(deployment.spec.minReadySeconds && { minReadySeconds: deployment.spec.minReadySeconds }),
        selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
    return api.create(SETS, set, MANAGER) as ReplicaSet;
  };

  /** Finds or makes the ReplicaSet of the present template and gives it and the Deployment their revision. */
  const syncRevision = (deployment: Deployment, sets: ReplicaSet[]) => {
    const found = findNewReplicaSet(deployment, sets);
    const newest = Math.max(0, ...sets.filter((set) => set !== found).map(revisionOf));
    const revision = Math.max(newest + 1, found ? revisionOf(found) : 0);
    const isMade = !found && !deployment.spec.paused;
    if (found) {
      const current = found.metadata.annotations ?? {};
      const { maxSurge } = rollingBounds(deployment);
      const annotations = newAnnotations(deployment, current, revision, maxSurge);
      api.update(SETS, { ...found, metadata: { ...found.metadata, annotations } }, MANAGER);
    }
    const made = isMade ? create(deployment, revision) : undefined;
    if ((found || made) && deployment.metadata.annotations?.[REVISION] !== String(revision)) {
      const annotations = { ...deployment.metadata.annotations, [REVISION]: String(revision) };
      api.update(
        "deployments.apps",
        { ...deployment, metadata: { ...deployment.metadata, annotations } },
        STATUS,
      );
    }
    if (made)
      return { reason: "NewReplicaSetCreated", message: `Created new replica set "${made.metadata.name}"` };
    const hasCondition = conditionOf(deployment.status, "Progressing") !== undefined;
    if (found && !hasCondition)
      return { reason: "FoundNewReplicaSet", message: `Found new replica set "${found.metadata.name}"` };
    return undefined;
  };

  const setsOf = (deployment: Deployment) => ownedBy<ReplicaSet>(api, SETS, deployment);

  /** Whether it waits for pods of old revisions to be gone. */
  const roll = (deployment: Deployment): boolean => {
    const sets = setsOf(deployment);
    const newSet = findNewReplicaSet(deployment, sets);
    const old = sets.filter((set) => set !== newSet);
    if (deployment.spec.strategy.type === "Recreate") {
      for (const set of old) if (set.spec.replicas > 0) scale(deployment, set, 0);
      const isBusy = old.some((set) => ownedBy<Pod>(api, "pods", set).some((pod) => !isPodOver(pod)));
      if (newSet && !isBusy && newSet.spec.replicas !== deployment.spec.replicas)
        scale(deployment, newSet, deployment.spec.replicas);
      return isBusy;
    }
    for (const { set, replicas } of rollingTargets(deployment, newSet, old)) scale(deployment, set, replicas);
    return false;
  };

  const cleanUp = (deployment: Deployment) => {
    const sets = setsOf(deployment);
    const newSet = findNewReplicaSet(deployment, sets);
    const idle = sets
      .filter((set) => set !== newSet && set.spec.replicas === 0 && (set.status?.replicas ?? 0) === 0)
      .toSorted((a, b) => revisionOf(a) - revisionOf(b));
    const surplus = idle.length - (deployment.spec.revisionHistoryLimit ?? 10);
    for (const set of idle.slice(0, Math.max(0, surplus)))
      api.remove(SETS, set.metadata.namespace ?? "", set.metadata.name, {});
  };

  const controller: Controller = {
    resource: "deployments.apps",
    owns: [SETS],
    reconcile(namespace, name) {
      const read = () => api.store.get("deployments.apps", namespace, name) as Deployment | undefined;
      let deployment = read();
      if (!deployment || deployment.metadata.deletionTimestamp !== undefined) return;
      const announced = syncRevision(deployment, setsOf(deployment));
      deployment = read() ?? deployment;
      if (deployment.spec.paused) scalePaused(deployment);
      const isWaiting = !deployment.spec.paused && roll(deployment);
      cleanUp(deployment);
      const sets = setsOf(deployment);
      const newSet = findNewReplicaSet(deployment, sets);
      const { loop } = api;
      const progress = { at: loop.timestamp(), nowMs: loop.nowMs(), newSet, sets, announced };
      const status = deploymentStatus(deployment, progress);
      api.update("deployments.apps", { ...deployment, status }, STATUS);
      const progressing = conditionOf(status, "Progressing");
      // The last pod's end changes no ReplicaSet, for one that is being deleted counts no more.
      if (isWaiting) requeue(api, controller, [namespace, name], GONE_CHECK_MS);
      else if (progressing?.status === "True" && progressing.reason !== "NewReplicaSetAvailable") {
        const dueMs = Date.parse(progressing.lastUpdateTime ?? "") + deadlineMsOf(deployment);
        requeue(api, controller, [namespace, name], Math.max(1000, dueMs - loop.nowMs()));
      }
    },
  };

  /** A paused Deployment still scales what it has. */
  const scalePaused = (deployment: Deployment) => {
    const sets = setsOf(deployment).filter((set) => set.spec.replicas > 0);
    const [only] = sets;
    if (only && sets.length === 1 && total(sets) !== deployment.spec.replicas)
      scale(deployment, only, deployment.spec.replicas);
  };
  return controller;
}
