import { stringify } from "yaml";
import { redact } from "../core/redact.ts";
import type { Action } from "../domain/action.ts";
import type { Attempt } from "../domain/attempt.ts";
import type { Finding } from "../domain/finding.ts";
import type { Handover } from "../domain/handover.ts";
import { describeRef, type ObjectRef } from "../domain/object-ref.ts";
import { formatMemory } from "../kubernetes/quantity.ts";
import { isProgramPointer } from "./actions/memory-change.ts";
import { isTrailPointer } from "./actions/trail.ts";

type Step = Handover["nextSteps"][number];

/** The evidence that supports the finding, and what was tried, with what the service would have a person do next. */
export function handover(input: {
  sentence: string;
  finding: Finding | null;
  attempts: readonly Attempt[];
  nextSteps: Step[];
}): Handover {
  return {
    sentence: redact(input.sentence),
    evidence: (input.finding?.evidence ?? []).slice(0, 20),
    tried: input.attempts.map((attempt) => redact(triedSentence(attempt))),
    nextSteps: input.nextSteps.map((step) => ({ ...step, text: redact(step.text) })),
  };
}

export function triedSentence(attempt: Attempt): string {
  const result = attempt.result ?? "under way";
  const why = attempt.failure ?? attempt.verification.lastReason;
  return `attempt ${attempt.number}: ${attempt.plan.sentence} — ${result}${why === "" ? "" : ` (${why})`}`;
}

/** The exact change as one command, for a person who decides to make it. */
export function commandFor(action: Action): string {
  const { target } = action;
  const kind = target.kind.toLowerCase();
  if (action.type === "RollBackRevision")
    return `kubectl rollout undo ${kind}/${target.name} --namespace ${target.namespace} --to-revision=${action.parameters.toRevision}`;
  const operations = action.patch.filter(
    ({ op, path }) => !isTrailPointer(path) && !(op === "test" && isProgramPointer(path)),
  );
  const subresource = action.type === "ResizePod" ? " --subresource resize" : "";
  return `kubectl patch ${kind} ${target.name} --namespace ${target.namespace}${subresource} --type json --patch ${shellQuoted(JSON.stringify(operations))}`;
}

export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The part of the manifest that must change at its source (a Git repository, a chart's values, a custom resource). */
export function memoryManifest(
  target: ObjectRef,
  change: {
    container: string;
    containerKind: "container" | "init" | "sidecar";
    toLimitBytes: number;
    toRequestBytes: number | null;
  },
): string {
  const resources = {
    limits: { memory: formatMemory(change.toLimitBytes) },
    ...(change.toRequestBytes === null ? {} : { requests: { memory: formatMemory(change.toRequestBytes) } }),
  };
  const list = change.containerKind === "container" ? "containers" : "initContainers";
  const podSpec = { [list]: [{ name: change.container, resources }] };
  const spec =
    target.kind === "Pod"
      ? podSpec
      : target.kind === "CronJob"
        ? { jobTemplate: { spec: { template: { spec: podSpec } } } }
        : { template: { spec: podSpec } };
  return stringify({
    apiVersion: target.apiVersion,
    kind: target.kind,
    metadata: { name: target.name, namespace: target.namespace },
    spec,
  });
}

export function lookSteps(target: ObjectRef): Step[] {
  return [
    {
      text: `Look at ${describeRef(target)} as it is now`,
      command: `kubectl describe ${target.kind.toLowerCase()} ${target.name} --namespace ${target.namespace}`,
    },
  ];
}
