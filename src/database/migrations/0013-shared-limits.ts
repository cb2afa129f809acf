import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * What replicas share of limits: when a channel was used last, and how many wrong tokens a caller showed. Both are of use
 * for minutes alone, so that a crash of the server may empty them. Older code counts for itself.
 */
export const sharedLimits: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  "create unlogged table channel_requests (channel text not null, kind text not null, at timestamptz not null)",
  "create index channel_requests_newest on channel_requests (channel, kind, at desc)",
  `create unlogged table wrong_tokens (
    caller text primary key,
    held double precision not null,
    at timestamptz not null
  )`,
  "create index wrong_tokens_newest on wrong_tokens (at desc)",
];
