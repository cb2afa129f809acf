import { stringify } from "yaml";
import { redact } from "../core/redact.ts";
import type { Attempt } from "../domain/attempt.ts";
import type { Finding } from "../domain/finding.ts";
import type { Handover } from "../domain/handover.ts";
import { describeRef, type ObjectRef } from "../domain/object-ref.ts";
import { formatMemory } from "../kubernetes/quantity.ts";

import { resourceOf, scopeOf } from "./kubectl.ts";

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
      command: `kubectl describe ${resourceOf(target)}${scopeOf(target)}`,
    },
  ];
}
