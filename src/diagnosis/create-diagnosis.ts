import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import { OperationError } from "../core/errors.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import type { Tables } from "../database/tables.ts";
import { describeRef, type ObjectRef } from "../domain/object-ref.ts";
import type { ClusterReader } from "../kubernetes/cluster-reader.ts";
import { refOf } from "../kubernetes/kubernetes-object.ts";
import type { Collector } from "./collectors/collector.ts";
import { collectFacts } from "./collectors/facts.ts";
import type { SampleKeepers } from "./collectors/series.ts";
import { collectWorkload } from "./collectors/workload.ts";
import { conclude } from "./conclude.ts";
import type { Conclusion, Diagnosis, InvestigationInput } from "./diagnosis.ts";
import { concludeOpinion, investigateObject, throughWorkload } from "./investigate-object.ts";
import { idleOpinion, isIdle } from "./investigators/idle-workload.ts";
import { investigatorOf } from "./investigators/investigator.ts";
import { firstRunOf } from "./jobs/second-run.ts";
import { KNOWLEDGE, type Knowledge } from "./knowledge.ts";
import { orLookAgain } from "./passing-gaps.ts";
import { withIds } from "./rank.ts";
import { createMemoryHistory } from "./sampling/memory-history.ts";
import { isKnownKind, unknownKind } from "./unknown-kind.ts";

/** All reads of one investigation together take no longer. */
const BOUND_MS = 60_000;

export interface DiagnosisDeps {
  reader: ClusterReader;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** Holds the ledger and kept samples of memory; absent: no mark that speaks of an attempt is believed, and there are none. */
  db?: Kysely<Tables>;
  prometheusUrl?: string;
  fetch?: typeof fetch;
  /** What it recognises; absent: all that there is. */
  knowledge?: Knowledge;
}

export function createDiagnosis(deps: DiagnosisDeps): Diagnosis {
  const prometheus =
    deps.prometheusUrl === undefined ? undefined : { url: deps.prometheusUrl, fetch: deps.fetch ?? fetch };
  const { db, clock } = deps;
  const keepers = { prometheus, history: db && createMemoryHistory({ db, clock }) };
  return {
    async investigate(input, signal) {
      const bound = AbortSignal.any([signal, AbortSignal.timeout(BOUND_MS)]);
      const collector: Collector = { reader: deps.reader, clock: deps.clock, signal: bound, gaps: [] };
      const object = input.incident.workload ?? input.incident.subject;
      const found = await investigate({ ...deps, collector, ...keepers }, object, input).catch(
        (error: unknown) => {
          // Our own bound is no reason to give up for good; the caller's signal is.
          if (bound.aborted && !signal.aborted) throw tooSlow(object, error);
          throw error;
        },
      );
      const { gaps } = collector;
      const conclusion = orLookAgain(found, { gaps, at: clock.now(), input, ids: deps.ids });
      deps.logger.info(
        {
          incident: input.incident.id,
          conclusion: conclusion.kind,
          gaps: gaps.length,
          ...causeOf(conclusion),
        },
        "investigated",
      );
      return conclusion;
    },
  };
}

type Investigation = DiagnosisDeps & SampleKeepers & { collector: Collector };

async function investigate(
  deps: Investigation,
  object: ObjectRef,
  input: InvestigationInput,
): Promise<Conclusion> {
  const investigator = investigatorOf((deps.knowledge ?? KNOWLEDGE).investigators, object);
  if (investigator === undefined) return investigateWorkload(deps, object, input);
  const answer = await investigateObject({ ...deps, investigator }, object, input);
  if (answer.kind !== "elsewhere") return answer;
  // The attempts are those of the object that suffers; the workload has its own.
  const conclusion = await investigateWorkload(deps, answer.workload, { ...input, attempts: [] });
  return throughWorkload(deps, { object, opinion: answer, incident: input.incident }, conclusion);
}

async function investigateWorkload(
  deps: Investigation,
  object: ObjectRef,
  input: InvestigationInput,
): Promise<Conclusion> {
  if (!isKnownKind(object)) return unknownKind(deps, object);
  const { collector, prometheus, history } = deps;
  const workload = await collectWorkload(collector, object);
  if (workload === undefined) return gone(deps, object);
  const first = await firstRunOf(workload, deps.db);
  if (first !== undefined) {
    const reason = `${describeRef(object)} is the second run of Job ${first}, whose incident tells how it ends`;
    return concludeOpinion(deps, refOf(workload), { kind: "healthy", reason });
  }
  if (isIdle(workload)) {
    const opinion = await idleOpinion(collector, workload);
    if (opinion.kind !== "elsewhere") return concludeOpinion(deps, refOf(workload), opinion);
  }
  return conclude(
    await collectFacts(collector, input, { workload, prometheus, history }),
    deps.ids,
    deps.knowledge,
  );
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
