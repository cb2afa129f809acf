import type { Clock } from "../core/clock.ts";
import { OperationError } from "../core/errors.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import { describeRef, type ObjectRef } from "../domain/object-ref.ts";
import type { ClusterReader } from "../kubernetes/cluster-reader.ts";
import type { Collector } from "./collectors/collector.ts";
import { collectFacts } from "./collectors/facts.ts";
import { collectNode } from "./collectors/nodes.ts";
import { collectWorkload } from "./collectors/workload.ts";
import { conclude } from "./conclude.ts";
import { concludeNode } from "./conclude-node.ts";
import type { Conclusion, Diagnosis, InvestigationInput } from "./diagnosis.ts";
import { withIds } from "./rank.ts";
import { isKnownKind, unknownKind } from "./unknown-kind.ts";

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
  const read = async (collector: Collector, object: ObjectRef, input: InvestigationInput) => {
    const workload = await collectWorkload(collector, object);
    return workload && collectFacts(collector, input, { workload, prometheus });
  };
  return {
    async investigate(input, signal) {
      const bound = AbortSignal.any([signal, AbortSignal.timeout(BOUND_MS)]);
      const collector: Collector = {
        reader: deps.reader,
        clock: deps.clock,
        signal: bound,
        gaps: [],
      };
      const object = input.incident.workload ?? input.incident.subject;
      if (object.kind === "Node") return concludeNode(await collectNode(collector, object), deps.ids);
      if (!isKnownKind(object)) return unknownKind(deps, object);
      const facts = await read(collector, object, input).catch((error: unknown) => {
        // Our own bound is no reason to give up for good; the caller's signal is.
        if (bound.aborted && !signal.aborted) throw tooSlow(object, error);
        throw error;
      });
      if (facts === undefined) return gone(deps, object);
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

const tooSlow = (object: ObjectRef, cause: unknown) =>
  new OperationError(`reading all about ${describeRef(object)} took longer than ${BOUND_MS / 1000} s`, {
    reason: "timeout",
    retryable: true,
    cause,
  });

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
