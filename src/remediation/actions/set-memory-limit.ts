import type { Action } from "../../domain/action.ts";
import type { MemoryCase } from "../../domain/memory-case.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { refOf } from "../../kubernetes/kubernetes-object.ts";
import { formatMemory } from "../../kubernetes/quantity.ts";
import type { TargetLimit } from "../sizing/target-limit.ts";
import { memoryChange } from "./memory-change.ts";
import { proofSpec, type SoakSettings } from "./proof.ts";
import { compileTrail, type Trail } from "./trail.ts";

export interface MemoryActionInput {
  object: KubernetesObject;
  memory: MemoryCase;
  target: TargetLimit;
  trail: Omit<Trail, "changeCause">;
  longestRunSeconds: number;
  settings: SoakSettings;
}

type MemoryAction = Extract<Action, { type: "SetMemoryLimit" | "ResizePod" }>;

/** Moves the memory limit (and the request in its ratio) in a pod template. Undefined where no limit is written. */
export function setMemoryLimit(input: MemoryActionInput): MemoryAction | undefined {
  return compile("SetMemoryLimit", input, input.object.kind === "CronJob" ? "next-job" : "rollout");
}

/** The same on one running pod, by its `resize` subresource, which takes the resources alone: no annotations. */
export function resizePod(input: MemoryActionInput): MemoryAction | undefined {
  return compile("ResizePod", input, "resize");
}

function compile(
  type: MemoryAction["type"],
  input: MemoryActionInput,
  kind: Action["proof"]["kind"],
): MemoryAction | undefined {
  const { object, memory, target } = input;
  const change = memoryChange(object, memory, target);
  if (change === undefined) return undefined;
  const sentence = sentenceOf(memory.container, change);
  const trail =
    type === "ResizePod"
      ? { patch: [], inverse: [] }
      : compileTrail(object, { ...input.trail, changeCause: `kube-autofix: ${sentence}` });
  return {
    type,
    target: refOf(object),
    parameters: {
      container: memory.container,
      containerKind: memory.containerKind,
      fromLimitBytes: change.fromLimitBytes,
      toLimitBytes: change.toLimitBytes,
      fromRequestBytes: change.fromRequestBytes,
      toRequestBytes: change.toRequestBytes,
      basis: target.basis,
      basisKind: target.basisKind,
    },
    patch: [...change.patch, ...trail.patch],
    inverse: [...change.inverse, ...trail.inverse],
    proof: proofSpec(kind, runToExpect(input, change), input.settings),
    sentence,
  };
}

/**
 * What grows without end lives longer in proportion to its limit: a soak that is measured by the runs under the old one
 * could end just before the kill.
 */
function runToExpect(
  { memory, longestRunSeconds }: MemoryActionInput,
  { fromLimitBytes, toLimitBytes }: { fromLimitBytes: number; toLimitBytes: number },
): number {
  const ratio = memory.growth === "unbounded" ? Math.max(1, toLimitBytes / fromLimitBytes) : 1;
  return longestRunSeconds * ratio;
}

function sentenceOf(
  container: string,
  change: {
    fromLimitBytes: number;
    toLimitBytes: number;
    fromRequestBytes: number | null;
    toRequestBytes: number | null;
  },
): string {
  const limit = `memory limit of container ${container}: ${formatMemory(change.fromLimitBytes)} -> ${formatMemory(change.toLimitBytes)}`;
  const { fromRequestBytes: from, toRequestBytes: to } = change;
  return from === null || to === null || from === to
    ? limit
    : `${limit}, request ${formatMemory(from)} -> ${formatMemory(to)}`;
}
