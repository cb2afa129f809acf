import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The guard's role and the one view that it may read. Older code takes no notice. */
export const guard: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

export const GUARD_ROLE = "kube_autofix_guard";
export const GUARD_VIEW = "guard_attempts";

const STATEMENTS = [
  "create index attempts_open on attempts (incident_id) where result is null",
  `create view ${GUARD_VIEW} as
    select a.id, a.incident_id, a.number, a.plan_digest, a.plan, a.steps, a.started_at,
      case when a.plan->'actions'->0->>'type' = 'RunJobAgain' then a.pre_image end as pre_image,
      jsonb_path_query_array(a.before, '$.pods[*].uid') as pods_before,
      i.status as incident_status, i.status_at, i.attempt_id is not distinct from a.id as is_current,
      exists (select from approvals p where p.incident_id = a.incident_id
        and p.plan_digest = a.plan_digest and p.state = 'approved') as is_approved,
      (select max(p.until) from pauses p where p.cluster = i.cluster and p.object_key in (a.target_key,
        concat_ws('/', i.subject_group, i.subject_kind, i.subject_namespace, i.subject_name))) as paused_until
    from attempts a join incidents i on i.id = a.incident_id
    where a.result is null`,
  // Roles belong to the whole server: another database may have made it, at this very moment too; and a server of one's own
  // may let nobody make any. docs/guard.md has the statements for its administrator.
  `do $$ begin
    create role ${GUARD_ROLE} login;
  exception when duplicate_object or unique_violation then null;
    when others then raise notice 'the guard has no role of its own yet: %', sqlerrm;
  end $$`,
  `do $$ begin
    execute format('grant usage on schema %I to ${GUARD_ROLE}', current_schema());
    grant select on ${GUARD_VIEW} to ${GUARD_ROLE};
  exception when others then
    raise notice 'the guard may not read the ledger yet: %', sqlerrm;
  end $$`,
];
