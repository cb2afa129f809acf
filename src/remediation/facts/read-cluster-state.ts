import type { Kysely } from "kysely";
import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import { isReason } from "../../core/errors.ts";
import type { Tables } from "../../database/tables.ts";
import type { ClusterReader } from "../../kubernetes/cluster-reader.ts";
import { changesInFlight } from "../ledger/turns.ts";
import type { ClusterFacts } from "../policy/facts.ts";

const MOST_NODES = 10_000;
const statusSchema = z.looseObject({
  conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })),
});

/** In a storm hundreds of decisions are taken at once, and a large cluster has megabytes of nodes. */
const FRESH_MS = 15_000;

export type NodeCount = Pick<ClusterFacts, "nodes" | "nodesNotReady">;
export type CountNodes = (signal: AbortSignal) => Promise<NodeCount>;

/** Counts the nodes anew where the last count is older than a quarter of a minute. */
export function createNodeCounter(deps: { reader: Pick<ClusterReader, "list">; clock: Clock }): CountNodes {
  let last: { atMs: number; count: NodeCount } | undefined;
  return async (signal) => {
    const atMs = deps.clock.now().getTime();
    if (last === undefined || atMs - last.atMs > FRESH_MS)
      last = { atMs, count: await readNodes(deps.reader, signal) };
    return last.count;
  };
}

/** How the cluster is, for the policy's rules. Nodes that may not be read are not counted. */
export async function readClusterState(
  deps: { countNodes?: CountNodes; reader: Pick<ClusterReader, "list">; db: Kysely<Tables> },
  { incidentId, name }: { incidentId: string; name: string },
  signal: AbortSignal,
): Promise<ClusterFacts> {
  const [inFlight, open, nodes] = await Promise.all([
    changesInFlight(deps.db, incidentId),
    openIncidents(deps.db),
    deps.countNodes?.(signal) ?? readNodes(deps.reader, signal),
  ]);
  return { name, openIncidents: open, changesInFlight: inFlight, ...nodes };
}

async function openIncidents(db: Kysely<Tables>): Promise<number> {
  const { count } = await db
    .selectFrom("incidents")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("status", "!=", "closed")
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function readNodes(reader: Pick<ClusterReader, "list">, signal: AbortSignal): Promise<NodeCount> {
  try {
    const { items } = await reader.list({ apiVersion: "v1", kind: "Node" }, { limit: MOST_NODES }, signal);
    const ready = items.filter(({ status }) =>
      statusSchema
        .safeParse(status)
        .data?.conditions.some((one) => one.type === "Ready" && one.status === "True"),
    );
    return { nodes: items.length, nodesNotReady: items.length - ready.length };
  } catch (error) {
    if (isReason(error, "forbidden") || isReason(error, "not-found")) return { nodes: 0, nodesNotReady: 0 };
    throw error;
  }
}
