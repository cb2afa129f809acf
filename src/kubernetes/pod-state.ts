import { z } from "zod";
import type { PodState } from "../domain/workload-state.ts";
import type { KubernetesObject } from "./cluster-reader.ts";
import { containerStatusesOf, endsOf } from "./container-status.ts";
import { recordOf } from "./kubernetes-object.ts";

const statusSchema = z.object({
  phase: z.string().catch(""),
  conditions: z.array(z.object({ type: z.string(), status: z.string() })).catch([]),
});

/** Labels by which the controllers mark a pod's revision: Deployments, then StatefulSets and DaemonSets. */
const REVISION_LABELS = ["pod-template-hash", "controller-revision-hash"];

export function podStateOf(pod: KubernetesObject): PodState {
  const status = statusSchema.parse(recordOf(pod.status));
  const labels = pod.metadata.labels ?? {};
  return {
    uid: pod.metadata.uid ?? "",
    name: pod.metadata.name,
    revision: REVISION_LABELS.map((name) => labels[name]).find((hash) => hash !== undefined) ?? "",
    isReady: status.conditions.some((one) => one.type === "Ready" && one.status === "True"),
    isTerminating: pod.metadata.deletionTimestamp !== undefined,
    phase: status.phase,
    containers: containerStatusesOf(pod).map((container) => {
      const end = endsOf(container).at(-1);
      return {
        name: container.name,
        restartCount: container.restartCount,
        lastEnd:
          end === undefined
            ? null
            : { id: end.id, reason: end.reason, exitCode: end.exitCode, ranSeconds: end.ranSeconds },
        waitingReason: container.state.waiting?.reason ?? "",
      };
    }),
  };
}
