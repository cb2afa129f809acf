import type { Incident } from "../../domain/incident.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { after } from "../steps/run-context.ts";

/** The end of the breaker wakes it at once. */
const LOOK_SECONDS = 60;

/** The incident that answers for a storm ends with the storm: there are no pods of its own to look at. */
export async function watchStorm(deps: RemediationDeps, run: Run, incident: Incident): Promise<void> {
  const breaker = await deps.db
    .selectFrom("breakers")
    .select(["id", "lifted_at", "lifted_by"])
    .where("incident_id", "=", incident.id)
    .where("breaker", "=", "storm")
    .orderBy("opened_at", "desc")
    .executeTakeFirst();
  await deps.store.withClaim("close.commit", run.claim, async (tx) => {
    if (breaker !== undefined && breaker.lifted_at === null) {
      const until = after(deps.clock.now(), LOOK_SECONDS);
      const reason = "the storm goes on";
      await tx.advance({ type: "waiting", until, reason }, { text: reason, input: {}, output: { until } });
      return;
    }
    const by = breaker?.lifted_by ?? "nobody";
    const text = by === "recovery" ? "enough have recovered: the storm is over" : `${by} lifted the breaker`;
    await tx.advance({ type: "quiet" }, { text, input: { breaker: breaker?.id ?? null }, output: { by } });
  });
}
