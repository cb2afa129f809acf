import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import type { Pool } from "pg";

/** Checkpoints live in a schema of their own. `setup` must run under the migration lock: replicas start together. */
export function createCheckpointer(pool: Pool): PostgresSaver {
  return new PostgresSaver(pool, undefined, { schema: "checkpoints" });
}
