import type { RunnableConfig } from "@langchain/core/runnables";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import type { Pool } from "pg";
import { nameOf } from "../database/prepared.ts";

type Put = Parameters<PostgresSaver["put"]>;
type PutWrites = Parameters<PostgresSaver["putWrites"]>;

const SCHEMA = "checkpoints";
/** In a run's configuration: the thread was named just now, so that nothing of it can be there and nobody needs to ask. */
export const FRESH_THREAD = "is_fresh_thread";

/** Checkpoints live in a schema of their own. `setup` must run under the migration lock: replicas start together. */
export function createCheckpointer(pool: Pool): PostgresSaver {
  return new CheckpointSaver(pool);
}

/**
 * Committed, so that a killed service goes on from there, but not waited for until it is on the disk: what the machine of
 * the database loses when it stops is a step that is done again from the rows, and a later commit of rows syncs it too.
 */
const RELAXED = "relaxed as (select set_config('synchronous_commit', 'off', true))";
/**
 * What the new checkpoint stands in place of. Older ones alone, so that a worker that was overtaken takes nothing from the
 * one that goes on. Versions are whole numbers, written as text.
 */
const OUTDATED = `, outdated as (
      delete from ${SCHEMA}.checkpoints where thread_id = $1 and checkpoint_ns = $2 and checkpoint_id < $3),
    outdated_writes as (
      delete from ${SCHEMA}.checkpoint_writes where thread_id = $1 and checkpoint_ns = $2 and checkpoint_id < $3),
    outdated_blobs as (
      delete from ${SCHEMA}.checkpoint_blobs b using unnest($7::text[], $8::text[]) as n (channel, version)
      where b.thread_id = $1 and b.checkpoint_ns = $2 and b.channel = n.channel
        and (length(b.version), b.version) < (length(n.version), n.version))`;
/** Negative indexes are LangGraph's own channels (errors, interrupts), whose newest value counts. */
const isOwnChannel = (row: readonly unknown[]) => Number(row[4]) < 0;

/**
 * PostgresSaver with one statement for what it writes with up to ten, and with the newest checkpoint alone: a run goes on
 * from there and from nowhere else, and what is kept does not grow with its steps.
 */
class CheckpointSaver extends PostgresSaver {
  readonly #pool: Pool;
  constructor(pool: Pool) {
    super(pool, undefined, { schema: SCHEMA });
    this.#pool = pool;
  }

  override async getTuple(config: RunnableConfig): ReturnType<PostgresSaver["getTuple"]> {
    return config.configurable?.[FRESH_THREAD] === true ? undefined : super.getTuple(config);
  }

  override async put(...[config, checkpoint, metadata, newVersions]: Put): Promise<RunnableConfig> {
    const { thread_id, checkpoint_ns = "", checkpoint_id } = config.configurable ?? {};
    const [blobs, dumpedMetadata] = await Promise.all([
      this._dumpBlobs(thread_id, checkpoint_ns, checkpoint.channel_values, newVersions),
      this._dumpMetadata(metadata),
    ]);
    const row = [thread_id, checkpoint_ns, checkpoint.id, checkpoint_id];
    const documents = [this._dumpCheckpoint(checkpoint), dumpedMetadata];
    const changed = [blobs.map(([, , channel]) => channel), blobs.map(([, , , version]) => version)];
    const values = [...row, ...documents, ...changed, ...blobs.flat()];
    const written =
      blobs.length === 0
        ? ""
        : `, written as (
      insert into ${SCHEMA}.checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
      values ${tuples(blobs.length, 6, { from: row.length + documents.length + changed.length })}
      on conflict (thread_id, checkpoint_ns, channel, version) do nothing)`;
    const text = `with ${RELAXED}${written}${OUTDATED}
      insert into ${SCHEMA}.checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
      select $1::text, $2::text, $3::text, $4::text, $5::jsonb, $6::jsonb from relaxed
      on conflict (thread_id, checkpoint_ns, checkpoint_id)
      do update set checkpoint = excluded.checkpoint, metadata = excluded.metadata`;
    // As many texts as there are counts of channels that change in one step, each planned once a connection.
    await this.#pool.query({ name: nameOf(text), text, values });
    return { configurable: { thread_id, checkpoint_ns, checkpoint_id: checkpoint.id } };
  }

  /**
   * A step of this graph is one node, and the checkpoint follows at once: what the node wrote is in there. Only what the
   * framework says of itself has no other place.
   */
  override async putWrites(...[config, writes, taskId]: PutWrites): Promise<void> {
    const { thread_id, checkpoint_ns, checkpoint_id } = config.configurable ?? {};
    const dumped = await this._dumpWrites(thread_id, checkpoint_ns, checkpoint_id, taskId, writes);
    // One statement cannot write a row twice: the last one of an index counts.
    const rows = [...new Map(dumped.filter(isOwnChannel).map((row) => [row[4], row])).values()];
    if (rows.length === 0) return;
    await this.#pool.query(
      `with ${RELAXED}
      insert into ${SCHEMA}.checkpoint_writes (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob)
      select w.* from relaxed, (values ${tuples(rows.length, 8, { from: 0, types: WRITE_TYPES })}) as w
      on conflict (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
      do update set channel = excluded.channel, type = excluded.type, blob = excluded.blob`,
      rows.flat(),
    );
  }
}

const WRITE_TYPES = ["text", "text", "text", "text", "int", "text", "text", "bytea"];

/** "($7, $8), ($9, $10)": `count` tuples of `width` parameters, after the first `from`. */
function tuples(count: number, width: number, { from, types }: { from: number; types?: string[] }): string {
  const parameter = (at: number, column: number) =>
    `$${from + at * width + column + 1}${types === undefined ? "" : `::${types[column] ?? "text"}`}`;
  const tuple = (at: number) =>
    `(${Array.from({ length: width }, (_, column) => parameter(at, column)).join(", ")})`;
  return Array.from({ length: count }, (_, at) => tuple(at)).join(", ");
}
