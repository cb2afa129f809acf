import type { ApiMachinery } from "../api/api-machinery.ts";
import { createEventRecorder } from "../api/event-recorder.ts";
import type { DaemonSet, NodeObject, Pod } from "../store/objects.ts";
import { isPodAvailable, isPodOver, isPodReady } from "../store/pod-state.ts";
import { type Controller, ownedBy, STATUS } from "./controller.ts";
import { REVISION_LABEL, syncControllerRevision, trimRevisions } from "./controller-revisions.ts";
import { createPod, deletePod } from "./pod-control.ts";

const SETS = "daemonsets.apps";

/** One pod a node, replaced one after another. Source: pkg/controller/daemon of Kubernetes. */
export function createDaemonSetController(api: ApiMachinery): Controller {
  const events = createEventRecorder(api, { component: "daemonset-controller" });
  const podsOf = (set: DaemonSet) => ownedBy<Pod>(api, "pods", set);
  const hashOf = (pod: Pod) => pod.metadata.labels?.[REVISION_LABEL];

  const nodesFor = (set: DaemonSet) =>
    (api.store.list("nodes") as NodeObject[]).filter((node) =>
      Object.entries(set.spec.template.spec.nodeSelector ?? {}).every(
        ([key, value]) => node.metadata.labels?.[key] === value,
      ),
    );

  const fill = (set: DaemonSet, nodes: NodeObject[], hash: string) => {
    const pods = podsOf(set);
    for (const pod of pods.filter((item) => isPodOver(item) && !item.metadata.deletionTimestamp))
      deletePod(api, events, set, pod);
    for (const { metadata } of nodes)
      if (!pods.some((pod) => pod.spec.nodeName === metadata.name))
        createPod(api, events, set, {
          template: set.spec.template,
          labels: { [REVISION_LABEL]: hash, "pod-template-generation": String(set.metadata.generation ?? 1) },
          spec: { nodeName: metadata.name },
        });
  };

  const roll = (set: DaemonSet, hash: string) => {
    if (set.spec.updateStrategy.type !== "RollingUpdate") return;
    const pods = podsOf(set).filter((pod) => !pod.metadata.deletionTimestamp);
    const old = pods.filter((pod) => hashOf(pod) !== hash);
    const unavailable = podsOf(set).length - pods.filter(isPodReady).length;
    const room = Number(set.spec.updateStrategy.rollingUpdate?.maxUnavailable ?? 1) || 1;
    const ill = old.filter((pod) => !isPodReady(pod));
    const well = old.filter(isPodReady).slice(0, Math.max(0, room - unavailable));
    for (const pod of [...ill, ...well]) deletePod(api, events, set, pod);
  };

  const writeStatus = (set: DaemonSet, desired: number, hash: string) => {
    const pods = podsOf(set);
    const ready = pods.filter(isPodReady).length;
    const nowMs = api.loop.nowMs();
    const available = pods.filter((pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)).length;
    const updated = pods.filter((pod) => hashOf(pod) === hash).length;
    const status = {
      currentNumberScheduled: pods.length,
      desiredNumberScheduled: desired,
      ...(available > 0 && { numberAvailable: available }),
      numberMisscheduled: 0,
      numberReady: ready,
      ...(desired > available && { numberUnavailable: desired - available }),
      observedGeneration: set.metadata.generation ?? 1,
      ...(updated > 0 && { updatedNumberScheduled: updated }),
    };
    api.update(SETS, { ...set, status }, STATUS);
  };

  return {
    resource: SETS,
    owns: ["pods"],
    reconcile(namespace, name) {
      const set = api.store.get(SETS, namespace, name) as DaemonSet | undefined;
      if (!set || set.metadata.deletionTimestamp !== undefined) return;
      const revision = syncControllerRevision(api, set);
      const hash = revision.metadata.labels?.[REVISION_LABEL] ?? "";
      const nodes = nodesFor(set);
      fill(set, nodes, hash);
      roll(set, hash);
      writeStatus(set, nodes.length, hash);
      const inUse = podsOf(set).map((pod) => `${set.metadata.name}-${hashOf(pod)}`);
      trimRevisions(api, set, new Set([...inUse, revision.metadata.name]));
    },
  };
}
