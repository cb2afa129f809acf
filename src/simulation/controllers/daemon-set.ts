import type { ApiMachinery } from "../api/api-machinery.ts";
import { createEventRecorder } from "../api/event-recorder.ts";
import { isNodeChosen } from "../store/node-selection.ts";
import type { DaemonSet, NodeObject, Pod } from "../store/objects.ts";
import { tolerationOf } from "../store/placement.ts";
import { isPodAvailable, isPodOver, isPodReady } from "../store/pod-state.ts";
import { type Controller, ownedBy, STATUS } from "./controller.ts";
import { REVISION_LABEL, syncControllerRevision, trimRevisions } from "./controller-revisions.ts";
import { daemonPodSpec, nodeOf } from "./daemon-pods.ts";
import { createPod, deletePod } from "./pod-control.ts";
import { createRetries } from "./retries.ts";

const SETS = "daemonsets.apps";

/** One pod a node, replaced one after another. Source: pkg/controller/daemon of Kubernetes. */
export function createDaemonSetController(api: ApiMachinery): Controller {
  const events = createEventRecorder(api, { component: "daemonset-controller" });
  const retries = createRetries(api, () => controller);
  const podsOf = (set: DaemonSet) => ownedBy<Pod>(api, "pods", set);
  const hashOf = (pod: Pod) => pod.metadata.labels?.[REVISION_LABEL];

  const nodesFor = (set: DaemonSet) => {
    const spec = daemonPodSpec(set.spec.template.spec);
    const nodes = (api.store.list("nodes") as NodeObject[]).map((node) => {
      const isChosen = isNodeChosen(spec, node);
      const refused = (node.spec?.taints ?? []).filter((taint) => !tolerationOf(spec, taint));
      const isIn = isChosen && !refused.some(({ effect }) => effect !== "PreferNoSchedule");
      return { node, isIn, mayStay: isChosen && !refused.some(({ effect }) => effect === "NoExecute") };
    });
    const named = (is: (item: (typeof nodes)[number]) => boolean) =>
      new Set(nodes.filter(is).map(({ node }) => node.metadata.name));
    return { wanted: named(({ isIn }) => isIn), mayStay: named(({ mayStay }) => mayStay) };
  };

  const fill = (set: DaemonSet, { wanted, mayStay }: ReturnType<typeof nodesFor>, hash: string) => {
    const pods = podsOf(set);
    const isLeft = (pod: Pod) => !mayStay.has(nodeOf(pod)) && api.store.get("nodes", "", nodeOf(pod));
    for (const pod of pods.filter((item) => !item.metadata.deletionTimestamp))
      if (isPodOver(pod) || isLeft(pod)) deletePod(api, events, set, pod);
    const there = new Set(pods.map(nodeOf));
    let wasRefused = false;
    for (const name of wanted)
      if (!there.has(name)) {
        const refusal = createPod(api, events, set, {
          template: set.spec.template,
          labels: { [REVISION_LABEL]: hash, "pod-template-generation": String(set.metadata.generation ?? 1) },
          spec: daemonPodSpec(set.spec.template.spec, name),
        });
        wasRefused ||= refusal !== undefined;
      }
    const { namespace = "", name } = set.metadata;
    if (wasRefused) retries.again(namespace, name);
    else retries.forget(namespace, name);
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

  const writeStatus = (set: DaemonSet, wanted: ReadonlySet<string>, hash: string) => {
    const all = podsOf(set).filter((pod) => !pod.metadata.deletionTimestamp);
    const pods = all.filter((pod) => wanted.has(nodeOf(pod)));
    const desired = wanted.size;
    const ready = pods.filter(isPodReady).length;
    const nowMs = api.loop.nowMs();
    const available = pods.filter((pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)).length;
    const updated = pods.filter((pod) => hashOf(pod) === hash).length;
    const status = {
      currentNumberScheduled: pods.length,
      desiredNumberScheduled: desired,
      ...(available > 0 && { numberAvailable: available }),
      numberMisscheduled: all.length - pods.length,
      numberReady: ready,
      ...(desired > available && { numberUnavailable: desired - available }),
      observedGeneration: set.metadata.generation ?? 1,
      ...(updated > 0 && { updatedNumberScheduled: updated }),
    };
    api.update(SETS, { ...set, status }, STATUS);
  };

  const controller: Controller = {
    resource: SETS,
    owns: ["pods"],
    alsoOn: ["nodes"],
    reconcile(namespace, name) {
      const set = api.store.get(SETS, namespace, name) as DaemonSet | undefined;
      if (!set || set.metadata.deletionTimestamp !== undefined) return;
      const revision = syncControllerRevision(api, set);
      const hash = revision.metadata.labels?.[REVISION_LABEL] ?? "";
      const nodes = nodesFor(set);
      fill(set, nodes, hash);
      roll(set, hash);
      writeStatus(set, nodes.wanted, hash);
      const inUse = podsOf(set).map((pod) => `${set.metadata.name}-${hashOf(pod)}`);
      trimRevisions(api, set, new Set([...inUse, revision.metadata.name]));
    },
  };
  return controller;
}
