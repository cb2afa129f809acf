import { z } from "zod";
import type { Attempt } from "../../domain/attempt.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { tryParseMemory } from "../../kubernetes/quantity.ts";
import { readWorkloadState } from "../../kubernetes/workload-state.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { firstAction } from "../steps/run-context.ts";
import { holdsValues, templateDigestOf } from "../steps/write-patch.ts";
import type { ProveInput } from "./prove.ts";

const podStatusSchema = z.object({
  containerStatuses: z.array(
    z.looseObject({
      name: z.string(),
      resources: z.looseObject({ limits: z.record(z.string(), z.unknown()).nullish() }).nullish(),
    }),
  ),
});

/** The target and its state as they are now; undefined where the object is gone. */
export async function readProof(
  deps: RemediationDeps,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<{ object: KubernetesObject; target: ProveInput["target"]; state: WorkloadState } | undefined> {
  const action = firstAction(attempt.plan);
  const object = await deps.reader.get(action.target, signal);
  const state = await readWorkloadState(deps.reader, action.target, signal);
  if (object === undefined || state === undefined) return undefined;
  const { templateDigest } = attempt.verification;
  const isPod = action.type === "ResizePod";
  return {
    object,
    state,
    target: {
      isSameObject: object.metadata.uid === action.target.uid,
      holdsOurValues: holdsValues(object, action.patch),
      // A pod is its own template, and its status moves all the time: its values are all that counts.
      isOurTemplate: isPod || templateDigest === null || templateDigest === templateDigestOf(object),
      isInForce: !isPod || isResized(object, action.parameters),
    },
  };
}

/** Whether the kubelet has given the container its new limit. https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/ */
function isResized(pod: KubernetesObject, wanted: { container: string; toLimitBytes: number }): boolean {
  const status = podStatusSchema.safeParse(pod.status);
  const container = status.data?.containerStatuses.find(({ name }) => name === wanted.container);
  return tryParseMemory(container?.resources?.limits?.memory) === wanted.toLimitBytes;
}
