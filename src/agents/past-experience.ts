import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import { OperationError } from "../core/errors.ts";
import type { Ids } from "../core/ids.ts";
import type { Tables } from "../database/tables.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import { experienceEvidence, experienceOf } from "../incidents/experience/experience-of.ts";
import type { ClusterReader } from "../kubernetes/cluster-reader.ts";
import { workloadPattern } from "../kubernetes/workload-pattern.ts";
import type { AgentDeps } from "./nodes/deps.ts";

/** Looks at the object at fault for its shape, then at what was remembered of the like. Goes without where it cannot be read. */
export function createPastExperience(deps: {
  db: Kysely<Tables>;
  reader: Pick<ClusterReader, "get">;
  clock: Clock;
  ids: Ids;
}): AgentDeps["experienceOf"] {
  const { db, reader, clock, ids } = deps;
  return async (incident, finding, signal) => {
    const shape = await readShape(reader, finding.object, signal);
    if (shape === null) return { shape, evidence: [] };
    const at = clock.now();
    const experience = await experienceOf(db, { incident, finding, shape }, at);
    return { shape, evidence: experienceEvidence(experience, { nextId: () => ids.next(), at }) };
  };
}

async function readShape(
  reader: Pick<ClusterReader, "get">,
  object: ObjectRef,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const found = await reader.get(object, signal);
    return found === undefined ? null : workloadPattern(found);
  } catch (error) {
    // What may not be read, or not now, has no past: the finding stands without.
    if (error instanceof OperationError && !signal.aborted) return null;
    throw error;
  }
}
