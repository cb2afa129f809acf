import type { Clock } from "../core/clock.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import { describeRef, type ObjectRef } from "../domain/object-ref.ts";
import type { ClusterReader } from "../kubernetes/cluster-reader.ts";
import type { Collector } from "./collectors/collector.ts";
import { collectFacts } from "./collectors/facts.ts";
import { collectWorkload } from "./collectors/workload.ts";
import { conclude } from "./conclude.ts";
import type { Conclusion, Diagnosis } from "./diagnosis.ts";
import { withIds } from "./rank.ts";

/** All reads of one investigation together take no longer. */
const BOUND_MS = 60_000;

export function createDiagnosis(deps: {
  reader: ClusterReader;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  prometheusUrl?: string;
  fetch?: typeof fetch;
}): Diagnosis {
  const prometheus =
    deps.prometheusUrl === undefined ? undefined : { url: deps.prometheusUrl, fetch: deps.fetch ?? fetch };
  return {
    async investigate(input, signal) {
      const collector: Collector = {
        reader: deps.reader,
        clock: deps.clock,
        signal: AbortSignal.any([signal, AbortSignal.timeout(BOUND_MS)]),
        gaps: [],
      };
      const object = input.incident.workload ?? input.incident.subject;
      const workload = await collectWorkload(collector, object);
      if (workload === undefined) return gone(deps, object);
      const facts = await collectFacts(collector, input, { workload, prometheus });
      const conclusion = conclude(facts, deps.ids);
      deps.logger.info(
        {
          incident: input.incident.id,
          conclusion: conclusion.kind,
          gaps: facts.gaps.length,
          ...causeOf(conclusion),
        },
        "investigated",
      );
      return conclusion;
    },
  };
}

function gone(deps: { clock: Clock; ids: Ids }, object: ObjectRef): Conclusion {
  const reason = `${describeRef(object)} does not exist any more`;
  const source = `kubectl get ${object.kind.toLowerCase()} -n ${object.namespace} ${object.name}`;
  const at = deps.clock.now().toISOString();
  return {
    kind: "healthy",
    reason,
    evidence: withIds(deps.ids, [{ kind: "container-status", source, at, text: reason }]),
  };
}

const causeOf = (conclusion: Conclusion) =>
  conclusion.kind === "finding"
    ? { cause: conclusion.finding.cause, confidence: conclusion.finding.confidence }
    : {};
