import type { Action } from "../domain/action.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import { isProgramPointer } from "./actions/memory-change.ts";
import { CONTROLLER_LABELS } from "./actions/run-job-again.ts";
import { isTrailPointer } from "./actions/trail.ts";

type Named = Pick<ObjectRef, "kind" | "namespace" | "name">;

/** "deployment/web", as kubectl takes it. */
export function resourceOf({ kind, name }: Pick<Named, "kind" | "name">): string {
  return `${kind.toLowerCase()}/${name}`;
}

/** " --namespace shop", or nothing for what is in no namespace. */
export function scopeOf({ namespace }: Pick<Named, "namespace">): string {
  return namespace === "" ? "" : ` --namespace ${namespace}`;
}

export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The exact change as one command, for a person who decides to make it; undefined where only a manifest can say it. */
export function commandFor(action: Action): string | undefined {
  const { target } = action;
  const scope = scopeOf(target);
  switch (action.type) {
    case "RollBackRevision":
      return `kubectl rollout undo ${resourceOf(target)}${scope} --to-revision=${action.parameters.toRevision}`;
    case "RunJobAgain":
      return target.kind === "CronJob"
        ? `kubectl create job ${action.parameters.newName} --from=${resourceOf(target)}${scope}`
        : copyOfJob(target, action.parameters.newName);
    case "EvictPod":
      return evictionCommand({ namespace: target.namespace, ...action.parameters });
    case "RecreateService":
    case "ReplaceStuckPods":
      return undefined;
    default:
      return patchCommand(action);
  }
}

function patchCommand(action: Action): string {
  const { target } = action;
  const operations = action.patch.filter(
    ({ op, path }) => !isTrailPointer(path) && !(op === "test" && isProgramPointer(path)),
  );
  const subresource = action.type === "ResizePod" ? " --subresource resize" : "";
  return `kubectl patch ${target.kind.toLowerCase()} ${target.name}${scopeOf(target)}${subresource} --type json --patch ${shellQuoted(JSON.stringify(operations))}`;
}

/** Through the eviction API, as budgets want it, and of this very pod. */
function evictionCommand({ namespace, pod, uid }: { namespace: string; pod: string; uid: string }): string {
  const eviction = {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name: pod, namespace },
    deleteOptions: { preconditions: { uid } },
  };
  return `echo ${shellQuoted(JSON.stringify(eviction))} | kubectl create --raw /api/v1/namespaces/${namespace}/pods/${pod}/eviction --filename -`;
}

/** A Job cannot be started again, but its like can be made: without what controllers wrote into it. */
function copyOfJob(target: Named, newName: string): string {
  const labels = CONTROLLER_LABELS.map((label) => JSON.stringify(label)).join(",");
  const copy = `del(.status,.spec.selector,.spec.template.metadata.labels[${labels}]) | .metadata={name:${JSON.stringify(newName)}}`;
  return `kubectl get ${resourceOf(target)}${scopeOf(target)} --output json | jq ${shellQuoted(copy)} | kubectl create${scopeOf(target)} --filename -`;
}
