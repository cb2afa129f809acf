import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Hold } from "../../domain/breaker.ts";
import type { BlastSettings } from "./blast-settings.ts";

export interface FlightQuestion {
  cluster: string;
  incidentId: string;
  namespace: string;
  /** Workloads in the namespace; null where they were not counted: then the share bounds nothing. */
  workloads: number | null;
  most: number;
  blast: BlastSettings;
  now: Date;
}

const HOUR_SECONDS = 3600;
/** How long a change waits before it asks again for its turn. */
const SOON_SECONDS = 5;
/** An hour's bound moves slowly: to ask often would only cost. */
const LATER_SECONDS = 60;

/** Why the change must wait for others, this incident's own left out. */
export async function flightHold(
  db: Kysely<Tables> | Transaction<Tables>,
  question: FlightQuestion,
): Promise<Hold | undefined> {
  const { cluster, incidentId, now } = question;
  const recent = await db
    .selectFrom("attempts")
    .innerJoin("incidents", "incidents.id", "attempts.incident_id")
    .select(["attempts.incident_id", "attempts.target_key", "attempts.verification", "attempts.result"])
    .select(["attempts.started_at", "attempts.applied_at"])
    .where("incidents.cluster", "=", cluster)
    .where((eb) =>
      eb.or([
        eb("attempts.result", "is", null),
        eb("attempts.started_at", ">", new Date(now.getTime() - HOUR_SECONDS * 1000)),
      ]),
    )
    .execute();
  const underWay = recent.filter(
    (row) => row.incident_id !== incidentId && row.result === null && row.verification.rolledOutAt === null,
  );
  const since = now.getTime() - HOUR_SECONDS * 1000;
  const written = recent.filter(
    ({ started_at, applied_at, result }) =>
      started_at.getTime() > since && (applied_at !== null || result === null),
  );
  return decideFlight(question, {
    inCluster: underWay.length,
    inNamespace: underWay.filter(({ target_key }) => namespaceOf(target_key) === question.namespace).length,
    inHour: written.length,
  });
}

/** As `objectKey` writes it: group, kind, namespace, name. */
const namespaceOf = (targetKey: string) => targetKey.split("/")[2] ?? "";

/** Pure. */
export function decideFlight(
  { namespace, workloads, most, blast }: FlightQuestion,
  counted: { inCluster: number; inNamespace: number; inHour: number },
): Hold | undefined {
  const { inCluster, inNamespace, inHour } = counted;
  const share = workloads === null ? null : Math.max(1, Math.floor((workloads * blast.sharePercent) / 100));
  const hold = (rule: Hold["rule"], reason: string, seconds = SOON_SECONDS): Hold => ({
    rule,
    reason,
    seconds,
  });
  if (inCluster >= most)
    return hold("cluster", `${inCluster} changes are rolling out, and ${most} is the most`);
  if (inHour >= blast.mostInHour)
    return hold(
      "hour",
      `${inHour} changes were begun within the hour, and ${blast.mostInHour} is the most`,
      LATER_SECONDS,
    );
  if (namespace === "") return undefined;
  if (inNamespace >= blast.mostInNamespace)
    return hold(
      "namespace",
      `${inNamespace} changes are rolling out in namespace ${namespace}, and ${blast.mostInNamespace} is the most`,
    );
  if (share !== null && inNamespace >= share)
    return hold(
      "share",
      `${inNamespace} of ${workloads} workloads of namespace ${namespace} are changing, and ${blast.sharePercent} % is the most`,
    );
  return undefined;
}
