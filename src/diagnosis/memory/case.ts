import type { MemoryCase } from "../../domain/memory-case.ts";
import type { MemoryTrend } from "../../sandbox/analyses/analysis-results.ts";
import { computedOf } from "../computation/computed-of.ts";
import type { Facts } from "../facts.ts";
import { declaredNeed } from "../needs/declared-need.ts";
import type { ContainerFact } from "../objects/pod-template.ts";
import { formatBytes } from "../quantity.ts";
import { earlierGoodLimit } from "../revisions/ran-well.ts";
import { growthOf, runsOf } from "./growth.ts";
import type { KillGroup } from "./kill.ts";
import { isRepeated } from "./kills.ts";
import { sampledNeed } from "./sampled-need.ts";

/** What the memory signatures share: computed once. */
export interface MemoryScene {
  facts: Facts;
  group: KillGroup;
  /** The killed container in the workload's own template; undefined for one that something injected into the pod. */
  container: ContainerFact | undefined;
  memory: MemoryCase | null;
  /** A declared need that the present limit covers already, so that it explains nothing. */
  coveredNeed: { bytes: number; from: string } | null;
}

/** The peak that samples showed, with no limit in its way; null where it would not lift the present limit. */
function computedNeed(trend: MemoryTrend | undefined, limitBytes: number | null): MemoryCase["sampledNeed"] {
  if (trend === undefined || trend.recommendedLimitBytes === null || trend.peakBytes === null) return null;
  if (limitBytes === null || trend.recommendedLimitBytes <= limitBytes) return null;
  return {
    bytes: trend.peakBytes,
    from: `${formatBytes(trend.peakBytes)} at most in ${trend.samples} samples (computed: ${trend.verdict})`,
  };
}

/** The inputs of a memory repair. Needs that the present limit covers already are left out: they explain no kill. */
export function memoryScene(facts: Facts, group: KillGroup): MemoryScene {
  const container = facts.template?.containers.find(
    ({ name, kind }) => name === group.container && kind === group.kind,
  );
  if (container === undefined) return { facts, group, container, memory: null, coveredNeed: null };
  const { limitBytes, requestBytes } = container;
  const declared = declaredNeed(container.spec) ?? null;
  const trend = computedOf(facts, "memory-trend", container.name)?.result;
  const sampled = sampledNeed(facts, group, limitBytes) ?? computedNeed(trend, limitBytes);
  const growth = growthOf(runsOf(facts, group, limitBytes));
  const isAbove = (bytes: number) => limitBytes !== null && bytes > limitBytes;
  return {
    facts,
    group,
    container,
    coveredNeed: declared !== null && !isAbove(declared.bytes) ? declared : null,
    memory: {
      container: container.name,
      containerKind: container.kind,
      containerIndex: container.index,
      limitBytes,
      requestBytes,
      kills: group.kills.map(
        ({ podUid, podName, restartCount, ranSeconds, finishedAt, limitBytes: limit }) => ({
          podUid,
          podName,
          restartCount,
          ranSeconds,
          finishedAt,
          limitBytes: limit,
        }),
      ),
      isRepeated: isRepeated(facts, group),
      earlierGoodLimitBytes: earlierGoodLimit(facts, container),
      declaredNeed: declared !== null && isAbove(declared.bytes) ? declared : null,
      sampledNeed: sampled,
      // What the attempts showed is surer than what samples tell of.
      growth: growth === "unknown" && trend?.verdict === "leak" ? "unbounded" : growth,
    },
  };
}
