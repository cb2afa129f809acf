import { setTimeout as wallTime } from "node:timers/promises";
import pg from "pg";
import { messageOf } from "../../../src/core/errors.ts";
import type { Truth } from "../checker/evidence.ts";
import { createCalm, type Waiting } from "./calm.ts";
import type { ChaosStage } from "./stage.ts";

const LOOK_WALL_MS = 500;
/** Signals of what a person has go on for as long as it is ill: each is waited for, and not the last one. */
const WAITING = `
  select id::text, 'incident ' || id || ' is ' || status as what, false as "comesAgain" from incidents
    where status not in ('closed', 'needs-person') and caused_by is null
  union all select id::text, 'signal ' || key || ' waits', alert_id is null and exists (
      select from incidents where status = 'needs-person' and subject_namespace = suspect ->> 'namespace')
    from signals where state = 'pending'
  union all select id::text, 'message ' || id || ' is ' || state, false from outbox where state in ('pending', 'sending')
  union all select id::text, 'attempt ' || number || ' of ' || incident_id || ' goes on', false from attempts
    where result is null`;

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
  const isCalm = createCalm(calmSeconds * 1_000);
  let waiting: Waiting[] = [];
  while (!signal.aborted) {
    waiting = await whatWaits(stage.postgres.url, truths).catch((error: unknown) => [
      { id: "", what: messageOf(error), comesAgain: false },
    ]);
    if (isCalm(stage.clock.now().getTime(), waiting)) return [];
    await wallTime(LOOK_WALL_MS);
  }
  return waiting.length > 0 ? waiting.map(({ what }) => what) : ["it was not calm for long enough"];
}

async function whatWaits(connectionString: string, truths: readonly Truth[]): Promise<Waiting[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows: waiting } = await client.query<Waiting>(WAITING);
    const { rows: known } = await client.query<{ namespace: string }>(
      "select distinct subject_namespace as namespace from incidents",
    );
    const namespaces = new Set(known.map(({ namespace }) => namespace));
    const unheard = truths.filter(
      ({ outcome, namespace }) => outcome !== "nothing" && !namespaces.has(namespace),
    );
    return [
      ...waiting,
      ...unheard.map(({ namespace }) => ({
        ...{ id: namespace, what: `nothing is known of ${namespace}`, comesAgain: false },
      })),
    ];
  } finally {
    await client.end();
  }
}
