import type { MemoryCase } from "../../domain/memory-case.ts";
import type { Facts } from "../facts.ts";
import { declaredNeed } from "../needs/declared-need.ts";
import type { ContainerFact } from "../objects/pod-template.ts";
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

/** The inputs of a memory repair. Needs that the present limit covers already are left out: they explain no kill. */
export function memoryScene(facts: Facts, group: KillGroup): MemoryScene {
  const container = facts.template?.containers.find(
    ({ name, kind }) => name === group.container && kind === group.kind,
  );
  if (container === undefined) return { facts, group, container, memory: null, coveredNeed: null };
  const { limitBytes, requestBytes } = container;
  const declared = declaredNeed(container.spec) ?? null;
  const sampled = sampledNeed(facts, group, limitBytes);
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
      growth: growthOf(runsOf(facts, group, limitBytes)),
    },
  };
}
