import type { BreakerRecord } from "../../domain/breaker.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Handover } from "../../domain/handover.ts";
import type { Incident } from "../../domain/incident.ts";
import { readWorkloadState } from "../../kubernetes/workload-state.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { after, quietSeconds, readIncident } from "../steps/run-context.ts";
import { isSteady } from "../verify/steady.ts";
import { openBreaker, openBreakers } from "./breaker-rows.ts";
import { groundName, readCommonGround } from "./common-ground.ts";
import { stormNow } from "./storm.ts";

/** How often one that is held back is looked at: one or two reads, spread over a minute by its own id. */
const LOOK_SECONDS = 60;
/** The root is opened by whoever watches the breakers. */
const ROOT_SECONDS = 2;

/** True where a storm holds the incident back, or it is the one that answers for the storm. */
export async function heldByStorm(deps: RemediationDeps, run: Run): Promise<boolean> {
  const incident = await readIncident(deps, run.claim.incidentId);
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
  // Who is well again goes on, to be looked into and closed.
  const state = await readWorkloadState(deps.reader, incident.subject, run.signal);
  if (state !== undefined && isSteady(state)) return false;
  const rootId = storm.incidentId;
  const until = after(deps.clock.now(), LOOK_SECONDS + spread(incident.id));
  const reason = "many fail together: nothing is done here one by one before the storm is over";
  await deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    // The first time is news; after that the same look again is none.
    const event =
      tx.incident.causedBy === rootId
        ? ({ type: "waiting", until, reason } as const)
        : ({ type: "held-back", rootId, until, reason } as const);
    await tx.advance(event, { text: reason, input: { breaker: storm.id }, output: { rootId, until } });
  });
  return true;
}

/** Counted here too: the watch comes by only so often, and each that is looked into meanwhile is one more card. */
async function openStorm(deps: RemediationDeps, incident: Incident): Promise<BreakerRecord | undefined> {
  const { cluster } = incident;
  const find = async () => (await openBreakers(deps.db, cluster)).find(({ breaker }) => breaker === "storm");
  const open = await find();
  const at = deps.clock.now();
  const reason = open ? undefined : await stormNow(deps.db, { cluster, now: at, blast: deps.settings.blast });
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

/** Known and handed over at once: no model and no signature has to find out that many fail together. */
async function tellStorm(
  deps: RemediationDeps,
  run: Run,
  { incident, storm }: { incident: Incident; storm: BreakerRecord },
): Promise<void> {
  const members = await membersOf(deps, storm);
  const subjects = members.map(({ subject }) => subject);
  const ground = await readCommonGround(deps.reader, { cluster: incident.cluster, subjects }, run.signal);
  const at = deps.clock.now();
  const name = groundName(incident.subject);
  const finding: Finding = {
    cause: "many-fail-together",
    object: incident.subject,
    confidence: 1,
    sentence: `${name}: ${storm.reason}`,
    evidence: ground.signs.map((text, index) => ({
      id: `storm-${index + 1}`,
      kind: "computed",
      source: "pods and incidents",
      at: at.toISOString(),
      text,
    })),
    ruledOut: [],
    memory: null,
    rollback: null,
    repair: null,
    advice: [],
  };
  const quietAt = after(at, quietSeconds(deps, incident));
  const input = { breaker: storm.id, members: members.length, signs: ground.signs };
  await deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    await tx.advance({ type: "diagnosed", finding }, { text: finding.sentence, input, output: finding });
    const text = handoverOf(tx.incident, storm, members);
    await tx.advance(
      { type: "handed-over", handover: text, quietAt },
      { text: text.sentence, input, output: { handover: text } },
    );
  });
}

/** At most so many are named. */
const MOST_NAMED = 20;

async function membersOf(
  deps: RemediationDeps,
  storm: BreakerRecord,
): Promise<{ subject: Incident["subject"]; summary: string }[]> {
  const since = after(storm.openedAt, -deps.settings.blast.stormWindowSeconds);
  const rows = await deps.db
    .selectFrom("incidents")
    .select(["subject_api_version", "subject_kind", "subject_namespace", "subject_name", "subject_uid"])
    .select(["id", "summary"])
    .where("opened_at", ">", since)
    .where("status", "<>", "closed")
    .where("id", "<>", storm.incidentId)
    .orderBy("opened_at")
    .execute();
  return rows.map((row) => ({
    summary: row.summary,
    subject: {
      apiVersion: row.subject_api_version,
      kind: row.subject_kind,
      namespace: row.subject_namespace,
      name: row.subject_name,
      uid: row.subject_uid,
    },
  }));
}

function handoverOf(
  incident: Incident,
  storm: BreakerRecord,
  members: readonly { summary: string }[],
): Handover {
  const more = members.length - MOST_NAMED;
  return {
    sentence: `${groundName(incident.subject)}: ${storm.reason} — nothing is changed one by one; changes are made again once they recover, or once somebody lifts the storm breaker`,
    since: incident.openedAt.toISOString(),
    affected: [
      `${members.length} workloads`,
      ...members.slice(0, MOST_NAMED).map(({ summary }) => summary),
      ...(more > 0 ? [`${more} more`] : []),
    ],
    evidence: incident.finding?.evidence ?? [],
    ruledOut: [],
    tried: [],
    nextSteps: [
      { text: "See whether nodes are well", command: "kubectl get nodes --output wide" },
      {
        text: "See what the newest warnings have in common",
        command: "kubectl events --all-namespaces --types=Warning",
      },
      {
        text: "See which pods do not run, and where",
        command: "kubectl get pods --all-namespaces --output wide --field-selector status.phase!=Running",
      },
      {
        text: "When the common cause is gone, or is known to be none: lift the storm breaker on the page Breakers",
      },
    ],
  };
}
