import { type Kysely, sql } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { INCIDENT_ANNOTATION, RUNS_AGAIN_ANNOTATION } from "../../kubernetes/own-annotations.ts";

/**
 * The Job that this one runs again, where the ledger bears its mark out: whoever may write annotations could else have
 * the failure of any Job passed over. Undefined for every other object, and where no ledger is known.
 */
export async function firstRunOf(
  { kind, metadata }: KubernetesObject,
  ledger: Kysely<Tables> | undefined,
): Promise<string | undefined> {
  const first = metadata.annotations?.[RUNS_AGAIN_ANNOTATION];
  const incidentId = metadata.annotations?.[INCIDENT_ANNOTATION];
  if (kind !== "Job" || first === undefined || ledger === undefined) return undefined;
  if (incidentId === undefined || !UUID.test(incidentId)) return undefined;
  const wanted = {
    type: "RunJobAgain",
    target: { kind: "Job", namespace: metadata.namespace ?? "", name: first },
    parameters: { newName: metadata.name },
  };
  const row = await ledger
    .selectFrom("attempts")
    .select("id")
    .where("incident_id", "=", incidentId)
    .where(sql<boolean>`plan -> 'actions' @> ${JSON.stringify([wanted])}::jsonb`)
    .executeTakeFirst();
  return row === undefined ? undefined : first;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
