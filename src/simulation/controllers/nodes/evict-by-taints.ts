import type { ApiMachinery } from "../../api/api-machinery.ts";
import { createEventRecorder } from "../../api/event-recorder.ts";
import type { NodeObject, Pod } from "../../store/objects.ts";
import { type Taint, type Toleration, tolerates } from "../../store/placement.ts";
import { isPodOver, withCondition } from "../../store/pod-state.ts";
import { MANAGER, STATUS } from "../controller.ts";

/** How long the pod bears the node's NoExecute taints: for ever, or this many seconds; not at all where one is untolerated. */
function bearsSeconds(pod: Pod, taints: readonly Taint[]): number {
  const tolerations = (pod.spec.tolerations ?? []) as Toleration[];
  const each = taints.map((taint) => {
    const matching = tolerations.filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    return Math.min(
      ...matching.map(({ tolerationSeconds }) => Math.max(0, tolerationSeconds ?? Number.POSITIVE_INFINITY)),
    );
  });
  return Math.min(Number.POSITIVE_INFINITY, ...each);
}

/** Source: pkg/controller/tainteviction of Kubernetes. */
export function createTaintEviction(api: ApiMachinery) {
  const events = createEventRecorder(api, { component: "taint-eviction-controller" });
  const due = new Map<string, number>();
  const timerOf = (uid: string) => `taint-eviction/${uid}`;

  const evict = (uid: string) => {
    due.delete(uid);
    const pod = api.store.byUid(uid)?.object as Pod | undefined;
    if (!pod || pod.metadata.deletionTimestamp !== undefined || isPodOver(pod)) return;
    const { namespace = "", name } = pod.metadata;
    const message = `Marking for deletion Pod ${namespace}/${name}`;
    events.record({ about: pod, type: "Normal", reason: "TaintManagerEviction", message });
    const condition = {
      ...{ type: "DisruptionTarget", status: "True", reason: "DeletionByTaintManager" },
      message: "Taint manager: deleting due to NoExecute taint",
      ...{ lastProbeTime: null, lastTransitionTime: api.loop.timestamp() },
    };
    const conditions = withCondition(pod.status?.conditions ?? [], condition);
    api.update("pods", { ...pod, status: { ...pod.status, conditions } }, STATUS);
    api.remove("pods", namespace, name, {});
  };

  const cancel = (pod: Pod) => {
    const { uid = "", namespace, name } = pod.metadata;
    if (!due.delete(uid)) return;
    api.loop.cancel(timerOf(uid));
    const message = `Cancelling deletion of Pod ${namespace}/${name}`;
    events.record({ about: pod, type: "Normal", reason: "TaintManagerEviction", message });
  };

  return {
    check(node: NodeObject, pods: readonly Pod[]) {
      const taints = (node.spec?.taints ?? []).filter(({ effect }) => effect === "NoExecute");
      for (const pod of pods) {
        const { uid = "", deletionTimestamp } = pod.metadata;
        if (deletionTimestamp !== undefined || isPodOver(pod)) continue;
        const seconds = bearsSeconds(pod, taints);
        if (seconds === Number.POSITIVE_INFINITY) cancel(pod);
        else if (seconds === 0 || !due.has(uid)) {
          due.set(uid, seconds);
          api.loop.after(timerOf(uid), seconds * 1000, () => evict(uid));
        }
      }
    },
    /** The node object is gone: its pods are removed without waiting for a kubelet. */
    forget(pods: readonly Pod[]) {
      for (const { metadata } of pods)
        api.loop.after(`orphan/${metadata.uid}`, ORPHAN_MS, () => {
          const pod = api.store.byUid(metadata.uid ?? "")?.object as Pod | undefined;
          if (!pod || api.store.get("nodes", "", pod.spec.nodeName ?? "")) return;
          const status = { ...pod.status, phase: "Failed" };
          api.update("pods", { ...pod, status }, { ...MANAGER, subresource: "status" });
          api.remove("pods", metadata.namespace ?? "", metadata.name, { gracePeriodSeconds: 0 });
        });
    },
  };
}

/** The quarantine of the pod collector, and its period. */
const ORPHAN_MS = 60_000;
