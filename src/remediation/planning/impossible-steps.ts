import { stringify } from "yaml";
import { redactValue } from "../../core/redact-value.ts";
import type { Handover } from "../../domain/handover.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { applyJsonPatch } from "../../kubernetes/json-patch-apply.ts";
import { formatMemory, tryParseMemory } from "../../kubernetes/quantity.ts";
import { memoryChange } from "../actions/memory-change.ts";
import { findContainer } from "../actions/pod-template.ts";
import { CONTROLLER_LABELS } from "../actions/run-job-again.ts";
import { targetLimit } from "../sizing/target-limit.ts";
import { floorBytes } from "./attempt-history.ts";
import { type DraftInput, isHelpedByMemory } from "./make-draft.ts";

/** What a person can do where no plan can: for a Job or a bare pod, the manifest to create it anew with the right size. */
export function impossibleSteps(input: DraftInput): Handover["nextSteps"] {
  const { object } = input.target;
  const memory = input.finding.memory;
  if (memory === null || !isHelpedByMemory(input.finding.cause)) return [];
  const found = findContainer(object, memory.container);
  const liveBytes = tryParseMemory(found?.container.resources?.limits?.memory);
  if (found !== undefined && liveBytes === undefined)
    return [
      {
        text: `Give container ${memory.container} a memory request and limit, so that it is placed where it fits`,
      },
    ];
  if (liveBytes === undefined || (object.kind !== "Job" && object.kind !== "Pod")) return [];
  const size = targetLimit(memory, floorBytes(input.attempts, memory.container, liveBytes));
  const change = memoryChange(object, memory, size);
  if (change === undefined) return [];
  return [
    {
      text: `Delete ${object.kind} ${object.metadata.name} and create it with a limit of ${formatMemory(size.bytes)} (${size.basis})`,
      manifest: stringify(redactValue(recreatable(applyJsonPatch(object, change.patch)))),
    },
  ];
}

/** The object as somebody would have written it: without status, identity and what controllers added. */
export function recreatable(object: KubernetesObject): Record<string, unknown> {
  const { name, namespace, labels, annotations } = object.metadata;
  const spec = structuredClone(record(object.spec));
  if (object.kind === "Job") {
    delete spec.selector;
    const template = record(record(spec.template).metadata);
    for (const label of CONTROLLER_LABELS) delete record(template.labels)[label];
  } else {
    delete spec.nodeName;
  }
  const kept = Object.fromEntries(
    Object.entries(labels ?? {}).filter(([key]) => !CONTROLLER_LABELS.includes(key)),
  );
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name, namespace, labels: kept, ...(annotations === undefined ? {} : { annotations }) },
    spec,
  };
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
}
