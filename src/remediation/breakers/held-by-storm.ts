import type { BreakerRecord } from "../../domain/breaker.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { keepCalm, lookForCalm } from "../steps/look-for-calm.ts";
import { after, incidentOf, quietSeconds } from "../steps/run-context.ts";
import { calmSeconds } from "../verify/calm.ts";
import { isSteady } from "../verify/steady.ts";
import { openBreaker, openBreakers } from "./breaker-rows.ts";
import { stormNow } from "./storm.ts";
import { tellStorm } from "./tell-storm.ts";

/** How often one that is held back is looked at: one or two reads, spread over a minute by its own id. */
const LOOK_SECONDS = 60;
/** The root is opened by whoever watches the breakers. */
const ROOT_SECONDS = 2;

/** True where a storm holds the incident back, or it is the one that answers for the storm. */
export async function heldByStorm(deps: RemediationDeps, run: Run): Promise<boolean> {
  const incident = await incidentOf(deps, run);
  const storm = await openStorm(deps, incident);
  if (storm === undefined) return false;
  if (storm.incidentId === incident.id) {
    await tellStorm(deps, run, { incident, storm });
    return true;
  }
  if (!isOfStorm(deps, incident, storm)) return false;
  if (storm.incidentId === null) {
    await waitForRoot(deps, run);
    return true;
  }
  return holdBack(deps, run, { incident, storm, rootId: storm.incidentId });
}

/** Kept from being looked into until the storm is over, or until its pods are calm again, which ends it without a card. */
async function holdBack(
  deps: RemediationDeps,
  run: Run,
  held: { incident: Incident; storm: BreakerRecord; rootId: string },
): Promise<boolean> {
  const { incident, storm, rootId } = held;
  const look = await lookForCalm(deps, run, { target: incident.subject, purpose: storm.id });
  const hasPods = look.state?.health === null;
  // What has no pods says itself that it is well, and is looked into to be closed.
  if (look.state !== undefined && !hasPods && isSteady(look.state)) return false;
  const now = deps.clock.now();
  const soakSeconds = quietSeconds(deps, incident);
  const seconds = hasPods ? calmSeconds(look.calm, look.at) : 0;
  const input = { breaker: storm.id, look };
  if (look.calm !== null && hasPods && seconds >= soakSeconds) {
    const reason = `while many failed together: all pods are ready again and no container has ended for ${Math.round(seconds)} s`;
    await deps.store.withClaim("finding.commit", run.claim, async (tx) => {
      await keepCalm(tx, look.calm);
      await tx.advance({ type: "self-resolved", reason }, { text: reason, input, output: { rootId } });
    });
    return true;
  }
  const until = after(
    now,
    Math.min(LOOK_SECONDS + spread(incident.id), look.calm ? soakSeconds - seconds : Infinity),
  );
  const reason = "many fail together: nothing is done here one by one before the storm is over";
  await deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    await keepCalm(tx, look.calm);
    // The first time is news; after that the same look again is none.
    const event =
      tx.incident.causedBy === rootId
        ? ({ type: "waiting", until, reason } as const)
        : ({ type: "held-back", rootId, until, reason } as const);
    await tx.advance(event, { text: reason, input, output: { rootId, until } });
  });
  return true;
}

/** Counted here too: the watch comes by only so often, and each that is looked into meanwhile is one more card. */
async function openStorm(deps: RemediationDeps, incident: Incident): Promise<BreakerRecord | undefined> {
  const { cluster } = incident;
  const find = async () => (await openBreakers(deps.db, cluster)).find(({ breaker }) => breaker === "storm");
  const at = deps.clock.now();
  const [open, counted] = await Promise.all([
    find(),
    stormNow(deps.db, { cluster, now: at, blast: deps.settings.blast }),
  ]);
  const reason = open ? undefined : counted;
  if (reason === undefined) return open;
  const storm = { cluster, breaker: "storm", scope: "", reason, incidentId: null, at } as const;
  const isNew = await deps.db
    .transaction()
    .execute((trx) => openBreaker(trx, { id: deps.ids.next(), ...storm }));
  if (isNew) deps.metrics.breakersOpened.inc({ breaker: "storm" });
  return find();
}

/** What was ill before goes on being looked into; that no change is made holds for all. */
function isOfStorm(deps: RemediationDeps, incident: Incident, storm: BreakerRecord): boolean {
  if (incident.causedBy !== null && incident.causedBy !== storm.incidentId) return false;
  const windowMs = deps.settings.blast.stormWindowSeconds * 1000;
  return incident.openedAt.getTime() > storm.openedAt.getTime() - windowMs;
}

async function waitForRoot(deps: RemediationDeps, run: Run): Promise<void> {
  const reason = "many fail together: what they have in common is looked for";
  const until = after(deps.clock.now(), ROOT_SECONDS);
  await deps.store.withClaim("plan.commit", run.claim, (tx) =>
    tx.advance({ type: "waiting", until, reason }, { text: reason, input: {}, output: { until } }),
  );
}

/** Up to a minute, the same for one incident each time. */
const spread = (id: string) => Number.parseInt(id.replaceAll("-", "").slice(-4), 16) % LOOK_SECONDS;
