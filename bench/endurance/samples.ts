import { readdir, readFile } from "node:fs/promises";
import type { Pool } from "pg";
import { median } from "../measure.ts";

const MEGABYTE = 1_048_576;

export interface Sample {
  minute: number;
  memoryMegabytes: number;
  handles: number;
  connections: number;
  incidents: number;
  alerts: number;
  databaseMegabytes: number;
  /** Rows that were deleted or replaced and whose room is not free yet. */
  deadRows: number;
  /** Bytes of each table with its indexes and what it keeps outside its rows. */
  tables: Record<string, number>;
}

/** What the service's process holds, and what its database does. */
export async function takeSample(of: { pid: number; pool: Pool; minute: number }): Promise<Sample> {
  const { pid, pool, minute } = of;
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const handles = await readdir(`/proc/${pid}/fd`);
  const { rows } = await pool.query<Omit<Sample, "minute" | "memoryMegabytes" | "handles">>(`
    select (select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid())
        as "connections",
      (select count(*) from incidents) as "incidents", (select count(*) from alerts) as "alerts",
      round(pg_database_size(current_database()) / 1048576.0, 1)::float8 as "databaseMegabytes",
      (select sum(n_dead_tup) from pg_stat_user_tables)::bigint as "deadRows",
      (select json_object_agg(relname, pg_total_relation_size(relid)) from pg_stat_user_tables) as "tables"`);
  const [counted] = rows;
  if (counted === undefined) throw new Error("the database told nothing");
  const memoryMegabytes = Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024);
  return { minute, memoryMegabytes, handles: handles.length, ...counted };
}

export interface Level {
  name: string;
  /** Medians of the last third and of the third before it. */
  last: number;
  before: number;
  ratio: number;
}

/** Whether it stays level: the last third of the time against the third before. The first is for warming up. */
export function levelsOf(samples: readonly Sample[]): Level[] {
  const third = Math.floor(samples.length / 3);
  const before = samples.slice(samples.length - 2 * third, samples.length - third);
  const last = samples.slice(samples.length - third);
  const level = (name: string, of: (part: readonly Sample[]) => number): Level => {
    const [now, then] = [of(last), of(before)];
    return { name, last: now, before: then, ratio: Number((now / Math.max(then, 0.01)).toFixed(3)) };
  };
  const middle = (name: "memoryMegabytes" | "handles" | "connections" | "deadRows") =>
    level(name, (part) => median(part.map((sample) => Number(sample[name]))));
  return [
    middle("memoryMegabytes"),
    middle("handles"),
    middle("connections"),
    middle("deadRows"),
    level("kilobytesAnIncident", (part) => growth(part, ({ databaseMegabytes }) => databaseMegabytes * 1024)),
    ...tablesThatGrow(samples).map((table) =>
      level(`${table}, kilobytes an incident`, (part) =>
        growth(part, ({ tables }) => (tables[table] ?? 0) / 1024),
      ),
    ),
  ];
}

/** The tables that grew by a megabyte at least. */
function tablesThatGrow(samples: readonly Sample[]): string[] {
  const [first, last] = [samples.at(0), samples.at(-1)];
  return Object.entries(last?.tables ?? {})
    .filter(([table, bytes]) => bytes - (first?.tables[table] ?? 0) >= MEGABYTE)
    .sort(([, one], [, other]) => other - one)
    .map(([table]) => table);
}

/** Kilobytes that came for each incident that came. */
function growth(part: readonly Sample[], kilobytes: (sample: Sample) => number): number {
  const [first, last] = [part.at(0), part.at(-1)];
  if (first === undefined || last === undefined) return Number.NaN;
  return Number(
    ((kilobytes(last) - kilobytes(first)) / Math.max(1, last.incidents - first.incidents)).toFixed(2),
  );
}
