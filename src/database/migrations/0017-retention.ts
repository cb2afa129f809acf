import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * What is kept of an incident whose rows are purged, and the only way past the append-only audit: a chain goes where its
 * head is kept here. Older code takes no notice; it purges nothing.
 */
export const retention: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `create table purged_chains (
    number bigint primary key,
    incident_id uuid not null unique,
    cluster text not null,
    subject text not null,
    cause text,
    outcome text,
    opened_at timestamptz not null,
    closed_at timestamptz not null,
    sequence integer not null,
    head text not null,
    purged_at timestamptz not null,
    previous_hash text not null,
    hash text not null
  )`,
  // A second look beside the code's own: of what is open, or of a chain that ends elsewhere, nothing can be recorded.
  `create function check_purged_chain() returns trigger language plpgsql as
    $$ begin
      if not exists (
        select from incidents i join audit a on a.incident_id = i.id and a.sequence = i.sequence
        where i.id = new.incident_id and i.status = 'closed' and i.sequence = new.sequence and a.hash = new.head)
      then raise exception 'incident % is not closed, or its audit does not end so', new.incident_id; end if;
      return new;
    end $$`,
  `create trigger purged_chains_checked before insert on purged_chains
    for each row execute function check_purged_chain()`,
  `create trigger purged_chains_append_only before update or delete on purged_chains
    for each row execute function refuse_change()`,
  `create trigger purged_chains_no_truncate before truncate on purged_chains
    for each statement execute function refuse_change()`,
  `create function refuse_audit_change() returns trigger language plpgsql as
    $$ begin
      if tg_op = 'DELETE' and exists (
        select from purged_chains p where p.incident_id = old.incident_id and p.sequence >= old.sequence)
      then return old; end if;
      raise exception 'the audit is append-only';
    end $$`,
  `create or replace trigger audit_append_only before update or delete on audit
    for each row execute function refuse_audit_change()`,
  // Without it each purged alert would be looked for in all signals, and each new signal's alert is looked for now.
  "alter table signals drop constraint if exists signals_alert_id_fkey",
  // Only what opened nothing is in them, so that the doors write no more than before.
  "create index alerts_refused on alerts (last_received_at) where incident_id is null and reason is not null",
  "create index signals_refused on signals (created_at) where state = 'refused'",
  // What refers to an incident must be found when it goes.
  "create index cards_incident on cards (incident_id)",
  "create index breakers_incident on breakers (incident_id) where incident_id is not null",
];
