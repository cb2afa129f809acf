import { z } from "zod";
import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { tryParseMemory } from "../../kubernetes/quantity.ts";
import { readWorkloadState, stateOfNothing } from "../../kubernetes/workload-state.ts";
import { bearsTrail } from "../actions/trail.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { madeBy } from "../steps/carry-out.ts";
import { mainAction } from "../steps/run-context.ts";
import { configHolds } from "../steps/set-config.ts";
import { holdsValues, templateDigestOf } from "../steps/write-patch.ts";
import { markProbeKills } from "./mark-probe-kills.ts";
import type { ProveInput } from "./prove.ts";
import { undoneBy } from "./undone-by.ts";

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
  const action = mainAction(attempt.plan);
  const [object, config] = await Promise.all([
    deps.reader.get(action.target, signal),
    configHolds(deps, attempt, signal),
  ]);
  const seen = await readStateOf(deps, action, signal);
  if (object === undefined || seen === undefined) return undefined;
  const before = attempt.verification.baseline ?? attempt.before;
  const { namespace } = action.target;
  const state = await markProbeKills(deps.reader, { namespace, before, state: seen }, signal);
  const { templateDigest } = attempt.verification;
  const isPod = action.type === "ResizePod";
  return {
    object,
    state,
    target: {
      // What an attempt makes has no UID beforehand: it is known by our mark.
      isSameObject:
        action.type === "RecreateService"
          ? bearsTrail(object, attempt.incidentId, attempt.number)
          : object.metadata.uid === action.target.uid,
      holdsOurValues: config.ours && holdsValues(object, action.patch),
      // A pod is its own template, and its status moves all the time: its values are all that counts.
      isOurTemplate: isPod || templateDigest === null || templateDigest === templateDigestOf(object),
      undoneBy: undoneBy(object, attempt) ?? null,
      isInForce: !isPod || isResized(object, action.parameters),
    },
  };
}

/** The Job that was run again is another object than the one that it was made from. */
async function readStateOf(
  deps: RemediationDeps,
  action: Action,
  signal: AbortSignal,
): Promise<WorkloadState | undefined> {
  if (action.type !== "RunJobAgain") return readWorkloadState(deps.reader, action.target, signal);
  const state = await readWorkloadState(deps.reader, madeBy(action), signal);
  return state ?? { ...stateOfNothing(), health: null };
}

/** Whether the kubelet has given the container its new limit. https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/ */
function isResized(pod: KubernetesObject, wanted: { container: string; toLimitBytes: number }): boolean {
  const status = podStatusSchema.safeParse(pod.status);
  const container = status.data?.containerStatuses.find(({ name }) => name === wanted.container);
  return tryParseMemory(container?.resources?.limits?.memory) === wanted.toLimitBytes;
}
