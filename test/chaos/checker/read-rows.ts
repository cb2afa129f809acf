import pg from "pg";
import type { ActionRow, AttemptRow, AuditRow, IncidentRow, Rows, StateRow } from "./evidence.ts";

const ALERTS = `
  select fingerprint, starts_at as "startsAt", reason,
    coalesce(incident_id, (select s.incident_id from signals s where s.alert_id = alerts.id and s.incident_id is not null limit 1)) as "incidentId",
    (select s.reason from signals s where s.alert_id = alerts.id and s.state = 'refused' limit 1) as refusal
  from alerts`;
const INCIDENTS = `
  select id, cluster, subject_group as "group", subject_kind as kind, subject_namespace as namespace, subject_name as name,
    cause, status, outcome, caused_by as "causedBy", sequence
  from incidents order by opened_at`;
const STATES = `
  select incident_id as "incidentId", status, cause, caused_by as "causedBy", at from chaos_states order by place`;
const ATTEMPTS = `
  select id, incident_id as "incidentId", number, plan_digest as "planDigest", plan ->> 'verdict' as verdict,
    plan -> 'actions' as actions, pre_image as "preImage", result, proof,
    applied_at is not null as "hasApplied", ended_at is not null as "hasEnded",
    verification ->> 'rolledOutAt' as "rolledOutAt", verification ->> 'lastCheckedAt' as "lastCheckedAt"
  from attempts order by started_at`;

/** Plain SQL over what the service wrote, all as of one instant: it may still be at work. */
export async function readRows(connectionString: string): Promise<Rows> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const all = async <T extends object>(text: string) => (await client.query<T>(text)).rows;
  try {
    await client.query("begin isolation level repeatable read read only");
    const alerts = await all<{
      fingerprint: string;
      startsAt: Date;
      incidentId: string | null;
      reason: string | null;
      refusal: string | null;
    }>(ALERTS);
    const [pending] = await all<{ count: string }>(
      "select count(*) from signals where state = 'pending' and alert_id is not null",
    );
    const attempts = await all<AttemptRow>(ATTEMPTS);
    return {
      alerts: alerts.map(({ startsAt, reason, refusal, ...alert }) => ({
        ...alert,
        startsAt: startsAt.toISOString(),
        reason: reason ?? refusal,
      })),
      pendingSignals: Number(pending?.count ?? 0),
      incidents: await all<IncidentRow>(INCIDENTS),
      states: await all<StateRow>(STATES),
      attempts: attempts.map((attempt) => ({ ...attempt, actions: attempt.actions.map(withPatches) })),
      approvals: await all(
        `select incident_id as "incidentId", plan_digest as "planDigest", state from approvals`,
      ),
      audit: await all<AuditRow>("select * from audit"),
    };
  } finally {
    await client.end();
  }
}

/** What is no patch (an eviction) has none. */
const withPatches = (action: ActionRow): ActionRow => ({
  ...action,
  patch: action.patch ?? [],
  inverse: action.inverse ?? [],
});
