import { stringify } from "yaml";
import { given } from "../../core/given.ts";
import { redactValue } from "../../core/redact-value.ts";
import type { Action } from "../../domain/action.ts";
import type { Handover } from "../../domain/handover.ts";
import type { PlanDraft } from "../../domain/plan.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordedService } from "../actions/recreate-service.ts";
import { changedManifest } from "../changed-manifest.ts";
import type { Target } from "../facts/read-target.ts";
import { memoryManifest } from "../handover.ts";
import { commandFor, resourceOf, scopeOf } from "../kubectl.ts";
import { autoscalerCommand } from "../owners/autoscaler-steps.ts";
import { gitOpsSteps } from "../owners/gitops-steps.ts";
import { helmSteps } from "../owners/helm-steps.ts";
import { strategicPatch } from "../owners/source-patch.ts";
import type { Owner } from "../ownership.ts";

type Steps = Handover["nextSteps"];

/** Each action as the command that a person would run. */
export function commandsOf(draft: Pick<PlanDraft, "actions">): Steps {
  return draft.actions.flatMap((action) => {
    const command = commandFor(action);
    const manifest =
      action.type === "RecreateService"
        ? stringify(redactValue(recordedService(action.target, action.parameters.manifest)))
        : undefined;
    if (command === undefined && manifest === undefined) return [];
    const text = `Make the change: ${action.sentence}`;
    return [{ text, ...given("command", command), ...given("manifest", manifest) }];
  });
}

/** The same, and what keeps it through the next upgrade where Helm installed the object. */
export function stepsByHand(draft: Pick<PlanDraft, "actions">, object: KubernetesObject): Steps {
  return [...commandsOf(draft), ...helmSteps(object, draft.actions)];
}

const SOURCES: Readonly<Record<Owner["kind"], string>> = {
  "argo-cd": "Change the manifest in the Git repository that Argo CD deploys from",
  flux: "Change the manifest in the Git repository that Flux deploys from",
  operator: "Change the custom resource that the operator works from",
  vpa: "Change the VerticalPodAutoscaler's bounds (resourcePolicy), or set its update mode to Off first",
  "memory-hpa": "Change limit and request together with the autoscaler's target",
  keda: "Change the ScaledObject's minReplicaCount or maxReplicaCount, which decide on the number of replicas",
  hpa: "Change the autoscaler's minReplicas or maxReplicas, which decide on the number of replicas",
};

/** Which object of the cluster it is taken from, and from where that takes it. */
function whereOf({ kind, source, object }: Owner): string {
  if (source === undefined) return `${SOURCES[kind]}${object === undefined ? "" : ` (${object})`}`;
  const what = source.isChart
    ? `Change the values of the chart that ${source.object} installs`
    : SOURCES[kind];
  return `${what} (${source.object}${source.where === "" ? "" : `: ${source.where}`})`;
}

/** The change at its source, where a change of the object itself would be set back. */
export function sourceSteps(
  draft: Pick<PlanDraft, "actions">,
  owner: Owner,
  { object, autoscalers }: Pick<Target, "object" | "autoscalers">,
): Steps {
  const where = whereOf(owner);
  return draft.actions.flatMap((action): Steps => {
    const command = autoscalerCommand(owner, action, autoscalers) ?? owner.edit;
    const what =
      action.type === "RollBackRevision"
        ? `go back to what revision ${action.parameters.toRevision} was`
        : action.sentence;
    const manifest = setByAutoscaler(owner) ? undefined : manifestOf(object, action);
    return [
      { text: `${where}: ${what}`, ...given("command", command), ...given("manifest", manifest) },
      ...gitOpsSteps(owner.source, object, action),
    ];
  });
}

/** What an autoscaler writes is no part of any manifest: another number there would be set back, too. */
function setByAutoscaler({ kind }: Owner): boolean {
  return kind === "hpa" || kind === "keda" || kind === "vpa";
}

/** What the object must come to be, as its source would hold it. */
function manifestOf(object: KubernetesObject, action: Action): string | undefined {
  if (action.type === "SetMemoryLimit" || action.type === "ResizePod")
    return memoryManifest(action.target, action.parameters);
  // A whole template would hide what differs.
  return action.type === "RollBackRevision"
    ? strategicPatch(object, action)
    : changedManifest(object, action);
}

/** The change as whoever owns the object would have to make it, where nobody knows where that is. */
export function undoneSteps(draft: Pick<PlanDraft, "actions">, object: KubernetesObject): Steps {
  return draft.actions.flatMap((action): Steps => {
    const manifest = changedManifest(object, action);
    return manifest === undefined
      ? []
      : [{ text: `Make the change at its source: ${action.sentence}`, manifest }];
  });
}

/** What the container said before it ended: the reason is there where it is not memory. */
export function logSteps(draft: Pick<PlanDraft, "actions">): Steps {
  return draft.actions.flatMap((action) =>
    action.type === "SetMemoryLimit" || action.type === "ResizePod"
      ? [
          {
            text: `Read why container ${action.parameters.container} ended`,
            command: `kubectl logs ${resourceOf(action.target)}${scopeOf(action.target)} --container ${action.parameters.container} --previous`,
          },
        ]
      : [],
  );
}
