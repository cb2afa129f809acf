import type pg from "pg";

interface Column {
  type: string;
  /** Whoever inserts a row must name it. */
  isNeeded: boolean;
}

/** What code relies on: columns by "table.column", and by its name what each table refuses, with the columns that it looks at. */
export interface Schema {
  columns: Map<string, Column>;
  rules: Map<string, Map<string, readonly string[]>>;
}

export async function readSchema(client: pg.Client): Promise<Schema> {
  const columns = await client.query<{ name: string; type: string; needed: boolean }>(`
    select c.relname || '.' || a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull and not a.atthasdef and a.attidentity = '' as needed
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`);
  const rules = await client.query<{ table: string; rule: string; columns: string[] }>(`
    with rules as (
      select conrelid as of, pg_get_constraintdef(oid) as rule, conkey as keys from pg_constraint
      where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'x')
      union all
      select indrelid, pg_get_indexdef(indexrelid), indkey::int2[] from pg_index i
      join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace and indisunique)
    select of::regclass::text as table, rule,
      array(select attname::text from pg_attribute where attrelid = of and attnum = any(keys)) as columns
    from rules order by 1, 2`);
  const byTable = Map.groupBy(rules.rows, ({ table }) => table);
  return {
    columns: new Map(columns.rows.map(({ name, type, needed }) => [name, { type, isNeeded: needed }])),
    rules: new Map(
      [...byTable].map(([table, of]) => [table, new Map(of.map(({ rule, columns: on }) => [rule, on]))]),
    ),
  };
}

/** What code that knows the schema of before could not read or write any more; in words. */
export function harmOf(before: Schema, after: Schema): string[] {
  const tables = new Set([...before.columns.keys()].map((name) => name.split(".")[0] ?? ""));
  const lost = [...before.columns].flatMap(([name, { type }]) => {
    const now = after.columns.get(name);
    if (now === undefined) return [`${name} is gone`];
    return now.type === type ? [] : [`${name} was ${type}, is ${now.type}`];
  });
  const needed = [...after.columns].flatMap(([name, { isNeeded }]) => {
    const isOfBefore = tables.has(name.split(".")[0] ?? "");
    return isNeeded && isOfBefore && before.columns.get(name)?.isNeeded !== true
      ? [`${name} must be given`]
      : [];
  });
  const refused = [...after.rules].flatMap(([table, rules]) => {
    if (!tables.has(table)) return [];
    // Where a column is new, code that does not know it leaves null in it, which no such rule refuses.
    return [...rules].flatMap(([rule, on]) => {
      const isNew = before.rules.get(table)?.has(rule) !== true;
      const isOfKnown = on.every((column) => before.columns.has(`${table}.${column}`));
      return isNew && isOfKnown ? [`${table} refuses more: ${rule}`] : [];
    });
  });
  return [...lost, ...needed, ...refused];
}
