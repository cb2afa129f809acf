import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Breaker, Hold } from "../../domain/breaker.ts";
import type { Incident } from "../../domain/incident.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { Plan } from "../../domain/plan.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import { lockFlight } from "../ledger/turns.ts";
import { oneChangeAtATime, turnTaken } from "../rails/one-change-at-a-time.ts";
import type { RemediationDeps, RemediationSettings } from "../remediation-deps.ts";
import { openBreaker, openBreakers } from "./breaker-rows.ts";
import { failingTooOften } from "./failure-rate.ts";
import { flightHold } from "./in-flight.ts";
import { backAndForth } from "./oscillation.ts";
import { stormNow } from "./storm.ts";

/** What is asked for: everything that a change touches, gathered before the transaction that decides. */
export interface ChangeWanted {
  incident: Incident;
  plan: Plan;
  namespace: string;
  /** Each object that the change writes to. */
  targetKeys: readonly string[];
  /** Names of what must not be struck twice at the same time; see failure-domains.ts. */
  domainKeys: readonly string[];
  workloads: number | null;
}

/** An open breaker is asked again at this pace; its end wakes whoever waits. */
const BREAKER_SECONDS = 30;

/**
 * Whether a change may begin, decided in the transaction that begins it and behind one lock, so that no two replicas
 * count the same room. Returns of what did not hold, and what has begun, are never held.
 */
export async function holdChange(
  deps: RemediationDeps,
  tx: IncidentTransaction,
  wanted: ChangeWanted,
): Promise<Hold | undefined> {
  const { incident, targetKeys, domainKeys } = wanted;
  // All go out together, and the connection keeps their order: what is counted is as it is behind the lock. What breakers
  // write is no part of what is in flight.
  const [, broken, full] = await Promise.all([
    lockFlight(tx.db),
    breakerHold(deps, tx, wanted),
    flightHold(tx.db, flightQuestion(deps, wanted)),
  ]);
  if (broken !== undefined) return broken;
  if (full !== undefined) return full;
  const keys = [...targetKeys, ...domainKeys];
  return oneChangeAtATime(tx.db, { keys, incidentId: incident.id, at: deps.clock.now() });
}

/** The same without a lock and without counting anew: whether it is worth while to look at the cluster at all. */
export async function holdBeforeLooking(
  deps: RemediationDeps,
  wanted: Pick<ChangeWanted, "incident" | "namespace" | "targetKeys">,
): Promise<Hold | undefined> {
  const { incident, targetKeys } = wanted;
  const [breakers, full, taken] = await Promise.all([
    openBreakers(deps.db, incident.cluster),
    flightHold(deps.db, flightQuestion(deps, { ...wanted, workloads: null })),
    turnTaken(deps.db, { keys: targetKeys, incidentId: incident.id }),
  ]);
  const open = breakers.find(({ scope }) => scope === "");
  if (open !== undefined) return { rule: open.breaker, reason: heldBy(open), seconds: BREAKER_SECONDS };
  return full ?? taken;
}

const flightQuestion = (
  { settings, clock }: RemediationDeps,
  { incident, namespace, workloads }: Pick<ChangeWanted, "incident" | "namespace" | "workloads">,
) => ({
  cluster: incident.cluster,
  incidentId: incident.id,
  namespace,
  workloads,
  most: settings.maxChangesInFlight,
  blast: settings.blast,
  now: clock.now(),
});

const heldBy = ({ breaker, reason }: { breaker: Breaker; reason: string }) =>
  `no change is made while the ${breaker} breaker is open: ${reason}`;

async function breakerHold(
  deps: RemediationDeps,
  tx: IncidentTransaction,
  { incident, plan }: ChangeWanted,
): Promise<Hold | undefined> {
  const { cluster } = incident;
  const [fight, reasons, before] = await Promise.all([
    openFieldBreaker(deps, tx, { cluster, plan }),
    reasonsNow(deps, tx.db, cluster),
    openBreakers(tx.db, cluster),
  ]);
  if (fight !== undefined) return fight;
  for (const [breaker, reason] of reasons) await open(deps, tx, { breaker, reason, scope: "" });
  const now = reasons.length === 0 ? before : await openBreakers(tx.db, cluster);
  const found = now.find(({ scope }) => scope === "");
  return found && { rule: found.breaker, reason: heldBy(found), seconds: BREAKER_SECONDS };
}

/** Of a field of the plan that goes back and forth, or of an object of which one did. */
export async function openFieldBreaker(
  deps: RemediationDeps,
  tx: IncidentTransaction,
  { cluster, plan }: { cluster: string; plan: Pick<Plan, "actions"> },
): Promise<Hold | undefined> {
  const { field, found } = await readFieldBreaker(deps, tx.db, { cluster, plan });
  if (field !== undefined) return open(deps, tx, { ...field, breaker: "oscillation" });
  return found && { rule: found.breaker, reason: heldBy(found), seconds: BREAKER_SECONDS };
}

/** A field of the plan that goes back and forth, and a breaker that is open for one of its objects; reads alone. */
export async function readFieldBreaker(
  { clock }: Pick<RemediationDeps, "clock">,
  db: Kysely<Tables> | Transaction<Tables>,
  { cluster, plan }: { cluster: string; plan: Pick<Plan, "actions"> },
) {
  const targets = new Set(plan.actions.map(({ target }) => objectKey(target)));
  const [field, open] = await Promise.all([
    backAndForth(db, { cluster, plan, now: clock.now() }),
    openBreakers(db, cluster),
  ]);
  return { field, found: open.find(({ scope }) => isOn(scope, targets)) };
}

const isOn = (scope: string, targets: ReadonlySet<string>) =>
  [...targets].some((target) => scope.startsWith(`${target}/`));

/** What is true of the whole cluster now, by what the rows say and by this process's own requests. */
export async function reasonsNow(
  deps: Pick<RemediationDeps, "clock" | "apiPressure"> & { settings: Pick<RemediationSettings, "blast"> },
  db: Transaction<Tables>,
  cluster: string,
): Promise<[Breaker, string][]> {
  const now = deps.clock.now();
  const { blast } = deps.settings;
  const [storm, failing] = await Promise.all([
    stormNow(db, { cluster, now, blast }),
    failingTooOften(db, { cluster, now, failedPercent: blast.failedPercent }),
  ]);
  const found: [Breaker, string | undefined][] = [
    ["storm", storm],
    ["failure-rate", failing],
    ["api-server", deps.apiPressure?.reason()],
  ];
  return found.flatMap(([breaker, reason]) => (reason === undefined ? [] : [[breaker, reason]]));
}

async function open(
  deps: RemediationDeps,
  tx: IncidentTransaction,
  { breaker, scope, reason }: { breaker: Breaker; scope: string; reason: string },
): Promise<Hold> {
  const { cluster, id: incidentId } = tx.incident;
  // A storm gets a root incident of its own.
  const answers = breaker === "storm" ? null : incidentId;
  const isNew = await openBreaker(tx.db, {
    id: deps.ids.next(),
    cluster,
    breaker,
    scope,
    reason,
    incidentId: answers,
    at: deps.clock.now(),
  });
  if (isNew) {
    deps.logger.warn({ breaker, scope, reason }, "a breaker opened");
    deps.metrics.breakersOpened.inc({ breaker });
    const text = `the ${breaker} breaker opened: ${reason}`;
    await tx.note("breaker-opened", { text, input: { breaker, scope }, output: { reason } });
  }
  return { rule: breaker, reason: heldBy({ breaker, reason }), seconds: BREAKER_SECONDS };
}
