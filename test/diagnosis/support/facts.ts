import type { Collector } from "../../../src/diagnosis/collectors/collector.ts";
import { collectFacts } from "../../../src/diagnosis/collectors/facts.ts";
import type { Facts } from "../../../src/diagnosis/facts.ts";
import type { Signal } from "../../../src/domain/signal.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createMemoryReader } from "../../support/memory-reader.ts";
import { clockAt, incidentAbout, refOf } from "./investigate.ts";
import { ago, NOW } from "./workload.ts";

/** What an investigation would know of the first object, given that the cluster holds these. */
export async function factsOf(
  objects: KubernetesObject[],
  more: { logs?: Record<string, string>; signals?: Signal[]; at?: string } = {},
): Promise<Facts> {
  const [workload] = objects;
  if (workload === undefined) throw new Error("the first object is the workload");
  const at = more.at ?? NOW;
  const collector: Collector = {
    reader: createMemoryReader({ objects, ...(more.logs === undefined ? {} : { logs: more.logs }) }),
    clock: clockAt(at),
    signal: new AbortController().signal,
    gaps: [],
  };
  const incident = incidentAbout(refOf(workload), ago(60));
  return collectFacts(
    collector,
    { incident, signals: more.signals ?? [], attempts: [] },
    { workload, prometheus: undefined },
  );
}
