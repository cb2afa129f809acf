import { type Kysely, sql } from "kysely";
import type { Tables } from "../../database/tables.ts";
import { describeRef, type ObjectRef } from "../../domain/object-ref.ts";
import type { Symptom } from "../../domain/symptom.ts";

/** Bounds of what the metrics API is asked each time. */
const MOST_WORKLOADS = 20;
const HOUR_MS = 3_600_000;
/** A workload that is well again is watched so long: a leak takes its time between two kills. */
const RECENT_MS = HOUR_MS;
/** What is open and has shown nothing for so long waits for a person alone. */
const OPEN_MS = 6 * HOUR_MS;
/** What an end by memory may look like from outside. */
const OF_MEMORY: readonly Symptom[] = ["oom-killed", "killed", "crash-looping"];
/** Once it is known that memory is not the trouble, its use is nobody's question. */
const CAUSES = ["memory-limit-too-low", "memory-leak", "heap-follows-limit", "pod-memory-limit", "unknown"];

export interface SampledWorkload {
  object: ObjectRef;
  /** Pods that the signals are about, newest first: of a large workload these are kept. */
  suspects: string[];
}

/** Workloads with an incident that memory may be the cause of, open or with a symptom within the last hour. */
export async function sampledWorkloads(db: Kysely<Tables>, now: Date): Promise<SampledWorkload[]> {
  const since = (ms: number) => new Date(now.getTime() - ms);
  const rows = await db
    .selectFrom("incidents as i")
    .select(["i.workload", "subject_api_version", "subject_kind", "subject_namespace"])
    .select(["subject_name", "subject_uid"])
    .select(
      sql<string[]>`array(
        select s.suspect ->> 'name' from signals s where s.incident_id = i.id and s.suspect ->> 'kind' = 'Pod'
        group by 1 order by max(s.at) desc limit ${MOST_WORKLOADS})`.as("suspects"),
    )
    .where("i.last_symptom_at", ">", since(OPEN_MS))
    .where((eb) => eb.or([eb("i.closed_at", "is", null), eb("i.last_symptom_at", ">", since(RECENT_MS))]))
    .where("i.merged_into", "is", null)
    .where((eb) => eb.or([eb("i.cause", "is", null), eb(sql<string>`i.cause`, "in", CAUSES)]))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("incident_symptoms as y")
          .select(sql`1`.as("one"))
          .whereRef("y.incident_id", "=", "i.id")
          .where("y.symptom", "in", OF_MEMORY),
      ),
    )
    .orderBy("i.last_symptom_at", "desc")
    .limit(MOST_WORKLOADS)
    .execute();
  const found = rows.map(({ workload, suspects, ...subject }) => ({
    suspects,
    object: workload ?? {
      apiVersion: subject.subject_api_version,
      kind: subject.subject_kind,
      namespace: subject.subject_namespace,
      name: subject.subject_name,
      uid: subject.subject_uid,
    },
  }));
  // Several incidents of one workload: its newest stands for all.
  return [...new Map(found.toReversed().map((one) => [describeRef(one.object), one])).values()].reverse();
}
