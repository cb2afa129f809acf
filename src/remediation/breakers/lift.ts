import type { Kysely } from "kysely";
import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/logger.ts";
import type { Tables } from "../../database/tables.ts";
import type { IncidentStore } from "../../incidents/incident-store.ts";
import { liftBreaker, readBreaker } from "./breaker-rows.ts";

export interface LiftDeps {
  db: Kysely<Tables>;
  store: IncidentStore;
  clock: Clock;
  logger: Logger;
}

/** Who lifts a breaker that recovered. */
export const RECOVERY = "recovery";

/** Changes may be made again. False where the breaker is lifted already. All that it held is looked at anew at once. */
export async function lift(
  deps: LiftDeps,
  { id, by }: { id: string; by: string },
): Promise<"lifted" | "was-lifted" | "unknown"> {
  const breaker = await readBreaker(deps.db, id);
  if (breaker === undefined) return "unknown";
  const at = deps.clock.now();
  const { incidentId } = breaker;
  const isLifted =
    incidentId === null
      ? await deps.db.transaction().execute((trx) => liftBreaker(trx, { id, by, at }))
      : await deps.store.withLock("decision.commit", incidentId, async (tx) => {
          if (!(await liftBreaker(tx.db, { id, by, at }))) return false;
          const text = `${by === RECOVERY ? "recovery" : by} lifted the ${breaker.breaker} breaker`;
          await tx.note("breaker-lifted", {
            text,
            input: { breaker: breaker.breaker, scope: breaker.scope, by },
            output: { at },
          });
          return true;
        });
  if (!isLifted) return "was-lifted";
  deps.logger.warn({ breaker: breaker.breaker, by }, "a breaker was lifted");
  await wakeWhatWaits(deps, breaker.cluster, incidentId);
  return "lifted";
}

/** A lost wake costs a minute: those that wait come due by themselves. */
async function wakeWhatWaits(deps: LiftDeps, cluster: string, rootId: string | null): Promise<void> {
  const now = deps.clock.now();
  if (rootId !== null)
    await deps.db
      .updateTable("incidents")
      .set({ caused_by: null, due_at: now })
      .where("caused_by", "=", rootId)
      .where("status", "=", "investigating")
      .where("cluster", "=", cluster)
      .execute();
  await deps.db
    .updateTable("incidents")
    .set({ due_at: now })
    .where("cluster", "=", cluster)
    .where((eb) =>
      eb.or([eb("status", "=", "applying"), ...(rootId === null ? [] : [eb("id", "=", rootId)])]),
    )
    .execute();
}
