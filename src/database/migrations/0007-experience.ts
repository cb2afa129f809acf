import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * What tries taught, one row a try, so that each counts once and fades by its age; what people said of incidents.
 * The table `experience` stays for older code, which goes on counting there.
 */
export const experience: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `create table lessons (
    origin text primary key,
    cluster text not null,
    namespace text not null,
    workload text not null,
    cause text not null,
    action text not null,
    shape text not null,
    result text not null,
    proof text,
    at timestamptz not null,
    imported boolean not null
  )`,
  `create index lessons_of_shape on lessons (cause, shape, at desc)`,
  `create index lessons_of_place on lessons (namespace, workload)`,
  // What the object at fault looks like, so that incidents of the same shape are found.
  `alter table incidents add column shape text`,
  `create index incidents_of_shape on incidents (cause, shape, opened_at desc, id desc) where shape is not null`,
  `create table incident_answers (
    incident_id uuid primary key references incidents (id),
    cause text,
    text text not null,
    by text not null,
    door text not null,
    at timestamptz not null
  )`,
  `create table incident_hints (
    incident_id uuid not null references incidents (id),
    number integer not null,
    text text not null,
    by text not null,
    door text not null,
    at timestamptz not null,
    primary key (incident_id, number)
  )`,
];
