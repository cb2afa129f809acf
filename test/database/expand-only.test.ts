import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { migrate } from "../../src/database/migrate.ts";
import { MIGRATIONS } from "../../src/database/migrations.ts";
import { emptyDatabase, testDatabase } from "../support/database.ts";
import { harmOf, readSchema } from "./schema-harm.ts";

test("each migration only adds: what code of the schema before it reads and writes is there and is taken", async () => {
  const { url, drop } = await emptyDatabase();
  onTestFinished(drop);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  let before = await readSchema(client);
  for (const [index, { name }] of MIGRATIONS.entries()) {
    await migrate({ url, logger: silentLogger, migrations: MIGRATIONS.slice(0, index + 1) });
    const after = await readSchema(client);
    expect(after.columns.size, name).toBeGreaterThanOrEqual(before.columns.size);
    expect(harmOf(before, after), name).toEqual([]);
    before = after;
  }
  expect(before.columns.size).toBeGreaterThan(100);
}, 180_000);

test.each([
  { change: "alter table settings drop column value", harm: ["settings.value is gone"] },
  {
    change: "alter table settings rename column value to text",
    harm: ["settings.value is gone", "settings.text must be given"],
  },
  { change: "drop table settings", harm: ["settings.name is gone", "settings.value is gone"] },
  {
    change: "alter table settings alter column value type jsonb using value::jsonb",
    harm: ["settings.value was text, is jsonb"],
  },
  { change: "alter table settings add column later text not null", harm: ["settings.later must be given"] },
  {
    change: "alter table incidents alter column cause set not null",
    harm: ["incidents.cause must be given"],
  },
  {
    change: "alter table settings alter column value set default 'x', add check (value <> '')",
    harm: ["settings refuses more: CHECK ((value <> ''::text))"],
  },
  {
    change: "create unique index later on incidents (summary)",
    harm: ["incidents refuses more: CREATE UNIQUE INDEX later ON public.incidents USING btree (summary)"],
  },
  {
    change: "alter table settings add column later text, add column other integer not null default 0",
    harm: [],
  },
  { change: "create table later (id integer primary key); create index on incidents (summary)", harm: [] },
])("$change is found: $harm", async ({ change, harm }) => {
  const { url, drop } = await testDatabase();
  onTestFinished(drop);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  const before = await readSchema(client);
  await client.query(change);
  expect(harmOf(before, await readSchema(client))).toEqual(harm);
});
