import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** All times are written by the service's Clock: no column has a time default. */
export const foundation: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `create table settings (
    name text primary key,
    value text not null
  )`,
  `create table leases (
    name text primary key,
    holder text not null,
    expires_at timestamptz not null
  )`,
  `create table alerts (
    id uuid primary key,
    fingerprint text not null,
    starts_at timestamptz not null,
    status text not null check (status in ('firing', 'resolved')),
    ends_at timestamptz,
    labels jsonb not null,
    annotations jsonb not null,
    generator_url text not null,
    group_key text not null,
    receiver text not null,
    received_at timestamptz not null,
    last_received_at timestamptz not null,
    deliveries integer not null,
    incident_id uuid,
    reason text,
    unique (fingerprint, starts_at)
  )`,
  `create index alerts_received on alerts (received_at desc, id desc)`,
  `create index alerts_incident on alerts (incident_id)`,
  `create table signals (
    id uuid primary key,
    key text not null unique,
    source text not null,
    symptom text not null,
    suspect jsonb not null,
    at timestamptz not null,
    detail text not null,
    alert_id uuid references alerts (id),
    state text not null check (state in ('pending', 'joined', 'refused')),
    tries integer not null default 0,
    due_at timestamptz not null,
    incident_id uuid,
    reason text,
    created_at timestamptz not null
  )`,
  `create index signals_pending on signals (due_at) where state = 'pending'`,
  `create index signals_incident on signals (incident_id)`,
  `create table incidents (
    id uuid primary key,
    cluster text not null,
    subject_api_version text not null,
    subject_group text not null,
    subject_kind text not null,
    subject_namespace text not null,
    subject_name text not null,
    subject_uid text not null,
    workload jsonb,
    status text not null,
    status_at timestamptz,
    outcome text,
    cause text,
    confidence double precision,
    summary text not null,
    finding jsonb,
    plan jsonb,
    approval_id uuid,
    attempt_id uuid,
    handover jsonb,
    merged_into uuid,
    opened_at timestamptz not null,
    closed_at timestamptz,
    last_symptom_at timestamptz not null,
    due_at timestamptz,
    watch_until timestamptz,
    epoch integer not null,
    sequence integer not null,
    thread_id text,
    calm jsonb,
    check (outcome is null or status in ('closed', 'needs-person'))
  )`,
  `create unique index incidents_identity on incidents
    (cluster, subject_group, subject_kind, subject_namespace, subject_name, cause) nulls not distinct
    where status <> 'closed'`,
  `create index incidents_subject on incidents
    (cluster, subject_group, subject_kind, subject_namespace, subject_name)`,
  `create index incidents_due on incidents (due_at) where due_at is not null`,
  `create index incidents_newest on incidents (opened_at desc, id desc)`,
  `create table incident_symptoms (
    incident_id uuid not null references incidents (id),
    symptom text not null,
    last_at timestamptz not null,
    primary key (incident_id, symptom)
  )`,
  `create table audit (
    incident_id uuid not null references incidents (id),
    sequence integer not null,
    kind text not null,
    at timestamptz not null,
    text text not null,
    code_version text not null,
    input jsonb not null,
    output jsonb not null,
    previous_hash text not null,
    hash text not null,
    primary key (incident_id, sequence)
  )`,
  `create function refuse_change() returns trigger language plpgsql as
    $$ begin raise exception 'the audit is append-only'; end $$`,
  `create trigger audit_append_only before update or delete on audit
    for each row execute function refuse_change()`,
  `create trigger audit_no_truncate before truncate on audit
    for each statement execute function refuse_change()`,
  `create table approvals (
    id uuid primary key,
    incident_id uuid not null references incidents (id),
    plan_digest text not null,
    token_hash text not null unique,
    state text not null check (state in ('pending', 'approved', 'rejected', 'expired', 'void')),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    decided_at timestamptz,
    decided_by text,
    door text,
    reason text
  )`,
  `create index approvals_incident on approvals (incident_id)`,
  `create table attempts (
    id uuid primary key,
    incident_id uuid not null references incidents (id),
    number integer not null,
    target_key text not null,
    plan_digest text not null,
    plan jsonb not null,
    pre_image jsonb not null,
    before jsonb not null,
    steps jsonb not null,
    applied_generation bigint,
    verification jsonb not null,
    previous_run_seconds double precision not null,
    failure text,
    result text,
    proof text,
    started_at timestamptz not null,
    applied_at timestamptz,
    ended_at timestamptz,
    unique (incident_id, number)
  )`,
  `create index attempts_target on attempts (target_key, started_at desc)`,
  `create table turns (
    target_key text primary key,
    incident_id uuid not null references incidents (id),
    taken_at timestamptz not null
  )`,
  `create table ledger_fields (
    cluster text not null,
    target_key text not null,
    path text not null,
    foreign_value text,
    our_value text,
    changes integer not null,
    updated_at timestamptz not null,
    primary key (cluster, target_key, path)
  )`,
  `create table experience (
    cause text not null,
    action text not null,
    shape text not null,
    held integer not null,
    failed integer not null,
    last_at timestamptz not null,
    primary key (cause, action, shape)
  )`,
  `create table outbox (
    id uuid primary key,
    incident_id uuid not null references incidents (id),
    sequence integer not null,
    change text not null,
    channel text not null,
    notification jsonb not null,
    state text not null check (state in ('pending', 'sending', 'sent', 'given-up')),
    tries integer not null,
    due_at timestamptz not null,
    sent_at timestamptz,
    error text,
    created_at timestamptz not null,
    unique (incident_id, sequence, channel)
  )`,
  `create index outbox_pending on outbox (due_at) where state in ('pending', 'sending')`,
  `create index outbox_sent on outbox (channel, sent_at desc) where state = 'sent'`,
];
