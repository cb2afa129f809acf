import { setTimeout as wallTime } from "node:timers/promises";
import pg from "pg";
import { messageOf } from "../../../src/core/errors.ts";
import type { Truth } from "../checker/evidence.ts";
import type { ChaosStage } from "./stage.ts";

const LOOK_WALL_MS = 500;
const BUSY = `
  select 'incident ' || id || ' is ' || status as what from incidents
    where status not in ('closed', 'needs-person') and caused_by is null
  union all select 'signal ' || key || ' waits' from signals where state = 'pending'
  union all select 'message ' || id || ' is ' || state from outbox where state in ('pending', 'sending')
  union all select 'attempt ' || number || ' of ' || incident_id || ' goes on' from attempts where result is null`;

/**
 * Resolves when nothing more is to come by itself, with what still goes on where `signal` ends the wait: rows say so, and
 * have said so for a while of the cluster's time.
 */
export async function untilRest(
  stage: ChaosStage,
  truths: readonly Truth[],
  options: {
    /** Of the cluster's time: what begins late shows in it. */
    calmSeconds: number;
    signal: AbortSignal;
  },
): Promise<string[]> {
  const { calmSeconds, signal } = options;
  let calmSince: number | undefined;
  let busy: string[] = [];
  while (!signal.aborted) {
    busy = await whatGoesOn(stage.postgres.url, truths).catch((error: unknown) => [messageOf(error)]);
    const now = stage.clock.now().getTime();
    calmSince = busy.length === 0 ? (calmSince ?? now) : undefined;
    if (calmSince !== undefined && now - calmSince >= calmSeconds * 1_000) return [];
    await wallTime(LOOK_WALL_MS);
  }
  return busy.length > 0 ? busy : ["it was not calm for long enough"];
}

async function whatGoesOn(connectionString: string, truths: readonly Truth[]): Promise<string[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows: busy } = await client.query<{ what: string }>(BUSY);
    const { rows: known } = await client.query<{ namespace: string }>(
      "select distinct subject_namespace as namespace from incidents",
    );
    const namespaces = new Set(known.map(({ namespace }) => namespace));
    const unheard = truths.filter(
      ({ outcome, namespace }) => outcome !== "nothing" && !namespaces.has(namespace),
    );
    return [
      ...busy.map(({ what }) => what),
      ...unheard.map(({ namespace }) => `nothing is known of ${namespace}`),
    ];
  } finally {
    await client.end();
  }
}
