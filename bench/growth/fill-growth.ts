import pg from "pg";

/** Incidents made by one statement; few enough that progress shows. */
const CHUNK = 100_000;
/** The newest are open and due, as many whatever lies behind them. */
export const OPEN = 100;

/**
 * Incidents with their signals, audit and attempts, an incident a second. Indexes are made after the rows and triggers are
 * passed over, or a million would take an hour; what is there afterwards is the same.
 */
export async function fillGrowth(
  url: string,
  count: number,
  { note, signal }: { note(line: string): void; signal: AbortSignal },
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query("set synchronous_commit = off");
    await client.query("set maintenance_work_mem = '256MB'");
    const indexes = await dropIndexes(client);
    for (let from = 1; from <= count; from += CHUNK) {
      const to = Math.min(count, from + CHUNK - 1);
      for (const statement of rowsOf(count)) {
        signal.throwIfAborted();
        await client.query(statement, [from, to]);
      }
      if (count > CHUNK) note(`${to} of ${count} incidents`);
    }
    for (const index of indexes) {
      signal.throwIfAborted();
      await client.query(index);
    }
    await client.query("vacuum analyze");
  } finally {
    await client.end();
  }
}

const FILLED = ["incidents", "signals", "audit", "attempts", "approvals"];

/** Those that hold no rule; returns the statements that make them again. */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i where i.indrelid = any($1::regclass[]) and not i.indisunique`,
    [FILLED],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition);
}

/** The id of the n-th, so that the other tables' rows need not look for it. */
const PREFIX = (kind: number) => `0000000${kind}-0000-4000-8000-`;
export const incidentId = (n: number) => `${PREFIX(1)}${n.toString(16).padStart(12, "0")}`;
const ID = (kind: number) => `('${PREFIX(kind)}' || lpad(to_hex(n), 12, '0'))::uuid`;
const AT = "timestamptz '2026-01-01T00:00:00Z' + n * interval '1 second'";
/** None is part of another one's, so that a search for it finds one incident, whatever their number. */
const NAME = "'web-' || lpad(n::text, 8, '0')";
const SERIES = "generate_series($1::int, $2::int) as n";
const SUMMARY =
  "'The container app of web needs more memory than its limit allows, for the ' || n || 'th time'";

const rowsOf = (count: number) => [
  `insert into incidents (id, cluster, subject_api_version, subject_group, subject_kind, subject_namespace,
    subject_name, subject_uid, workload, status, status_at, outcome, cause, confidence, summary, finding, opened_at,
    closed_at, last_symptom_at, due_at, epoch, sequence, shape)
  select ${ID(1)}, 'cluster-1', 'apps/v1', 'apps', 'Deployment', 'team-' || n % 40, ${NAME}, ${ID(2)}::text, null,
    case when n > ${count - OPEN} then 'verifying' else 'closed' end, ${AT},
    case when n > ${count - OPEN} then null else 'fixed' end,
    (array['memory-limit-too-low', 'memory-leak', 'bad-release', 'image-not-found', 'probe-wrong'])[1 + n % 5], 0.9,
    ${SUMMARY},
    jsonb_build_object('cause', 'memory-limit-too-low', 'confidence', 0.9,
      'object', jsonb_build_object('apiVersion', 'apps/v1', 'kind', 'Deployment', 'namespace', 'team-' || n % 40,
        'name', 'web-' || n, 'uid', ''),
      'sentence', repeat('what was found ', 40), 'evidence', '[]'::jsonb, 'ruledOut', '[]'::jsonb,
      'memory', null, 'rollback', null, 'repair', null, 'advice', '[]'::jsonb),
    ${AT}, case when n > ${count - OPEN} then null else ${AT} + interval '10 minutes' end, ${AT},
    case when n > ${count - OPEN} then ${AT} end, 1, 3, 'Deployment/' || n % 200
  from ${SERIES}`,
  `insert into signals (id, key, source, symptom, suspect, at, detail, state, due_at, incident_id, created_at)
  select ${ID(3)}, 'pod:web-' || n, 'pod-status', 'oom-killed',
    jsonb_build_object('apiVersion', 'v1', 'kind', 'Pod', 'namespace', 'team-' || n % 40, 'name', 'web-' || n,
      'uid', '', 'container', 'app', 'labels', '{}'::jsonb),
    ${AT}, 'container app was killed at its memory limit', 'joined', ${AT}, ${ID(1)}, ${AT}
  from ${SERIES}`,
  `insert into audit (incident_id, sequence, kind, at, text, code_version, input, output, previous_hash, hash)
  select ${ID(1)}, s, 'evidence', ${AT}, 'looked at the pods of the workload', 'bench',
    jsonb_build_object('looked', repeat('at a pod ', 20)), '{}', '', '' from ${SERIES}, generate_series(1, 3) as s`,
  `insert into attempts (id, incident_id, number, target_key, plan_digest, plan, pre_image, before, steps, verification,
    previous_run_seconds, result, proof, started_at, applied_at, ended_at, action)
  select ${ID(5)}, ${ID(1)}, 1, 'apps/Deployment/team-' || n % 40 || '/' || ${NAME}, 'digest',
    jsonb_build_object('digest', 'digest', 'verdict', 'auto', 'rule', 'defaults', 'reason', 'within bounds', 'risk', 'low',
      'actions', jsonb_build_array(jsonb_build_object('type', 'SetMemoryLimit', 'parameters', '{}'::jsonb, 'proof', '',
        'target', jsonb_build_object('apiVersion', 'apps/v1', 'kind', 'Deployment', 'namespace', 'team-' || n % 40,
          'name', ${NAME}, 'uid', ''),
        'patch', '[]'::jsonb, 'inverse', '[]'::jsonb, 'text', repeat('what is changed ', 20)))),
    '{}', '{}', '[]', '{"rolledOutAt": null}', 10, 'verified', 'full', ${AT}, ${AT}, ${AT} + interval '5 minutes', 'SetMemoryLimit'
  from ${SERIES}`,
  `insert into approvals (id, incident_id, plan_digest, token_hash, state, created_at, expires_at)
  select ${ID(4)}, ${ID(1)}, 'digest', ${ID(4)}::text, 'approved', ${AT}, ${AT} + interval '30 minutes' from ${SERIES}`,
];
