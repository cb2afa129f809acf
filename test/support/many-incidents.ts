import { type Kysely, sql } from "kysely";
import type { Tables } from "../../src/database/tables.ts";

/** Incidents as a year leaves them: nearly all closed, over 40 namespaces, a second after another. */
export async function fillIncidents(db: Kysely<Tables>, count: number): Promise<void> {
  await sql`
    insert into incidents (id, cluster, subject_api_version, subject_group, subject_kind, subject_namespace,
      subject_name, subject_uid, workload, status, status_at, outcome, cause, confidence, summary, finding, opened_at,
      closed_at, last_symptom_at, epoch, sequence)
    select gen_random_uuid(), 'cluster-1', 'apps/v1', 'apps', 'Deployment', 'team-' || n % 40, 'web-' || n,
      gen_random_uuid()::text, null,
      case when n % 500 = 0 then 'needs-person' when n % 700 = 0 then 'awaiting-approval' else 'closed' end, now(),
      case when n % 500 = 0 or n % 700 = 0 then null else 'fixed' end,
      (array['memory-limit-too-low', 'memory-leak', 'bad-release', 'image-not-found', 'probe-wrong'])[1 + n % 5], 0.9,
      'The container app of web needs more memory than its limit allows, for the ' || n || 'th time',
      jsonb_build_object('sentence', repeat('what was found ', 60)),
      timestamptz '2026-01-01T00:00:00Z' + n * interval '1 second', null, now(), 1, 1
    from generate_series(1, ${sql.lit(count)}) as n`.execute(db);
  await sql`
    insert into approvals (id, incident_id, plan_digest, token_hash, state, created_at, expires_at)
    select gen_random_uuid(), id, 'digest', id::text, case when status = 'awaiting-approval' then 'pending' else 'approved' end,
      opened_at, opened_at + interval '1 year'
    from incidents`.execute(db);
  await sql`analyze incidents`.execute(db);
  await sql`analyze approvals`.execute(db);
}
