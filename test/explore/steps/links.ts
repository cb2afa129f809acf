import type { Incident } from "../../../src/domain/incident.ts";
import { incidentAt } from "../changes.ts";
import { advance, type Transaction } from "../models/incidents.ts";
import { findingOf, SUBJECT } from "../models/plans.ts";
import { inTicks, ticksOf } from "../time.ts";
import { type Model, type Signal, WATCH } from "../world.ts";
import { handOver } from "./hand-over.ts";

const WORKED_ON: readonly Incident["status"][] = ["applying", "verifying", "rolling-back"];
/** What was repaired just now, and what another one found well, may need so long to show. */
const GRACE = 1;

const rootOf = ({ world }: Transaction, { causedBy }: Incident): Incident | undefined =>
  causedBy === null ? undefined : world.incidents[Number(causedBy)];

const wait = (model: Model, tx: Transaction, index: number) =>
  advance(model, tx, index, { type: "waiting", until: inTicks(1), reason: "its root" });

/** Stands for closeThroughRoot of src/agents/nodes/root-cause.ts: fixed through the root where that was proven. */
export function closeThroughRoot(model: Model, tx: Transaction, index: number): void {
  const root = rootOf(tx, incidentAt(tx.world, index));
  if (root !== undefined && WORKED_ON.includes(root.status) && model.guards.provenRoot) {
    wait(model, tx, index);
    return;
  }
  const isFixed = root?.outcome === "fixed" || (root !== undefined && !model.guards.provenRoot);
  if (root === undefined || !isFixed) {
    advance(model, tx, index, { type: "self-resolved", reason: "well" });
    return;
  }
  tx.facts.push({ kind: "fixed-through", root });
  const watchUntil = inTicks(WATCH);
  advance(model, tx, index, { type: "fixed-through", rootId: root.id, reason: "well", watchUntil });
}

/** Stands for pointToRoot of the same file, and for src/incidents/referrals.ts. */
export function pointToRoot(model: Model, tx: Transaction, index: number): void {
  const root = rootOf(tx, incidentAt(tx.world, index));
  const raised = raise(tx, `${index}<${root?.status === "closed" ? root.id : ""}`);
  if (hasJustEnded(root) || raised === undefined || raised.incident === null) wait(model, tx, index);
  // To ask the same again would never end.
  else if (root?.status === "closed" && root.outcome !== "fixed") handOver(model, tx, index);
  else {
    const finding = findingOf(tx.world.nature, { index: 0, wasDiagnosed: true });
    const rootId = incidentAt(tx.world, raised.incident).id;
    advance(model, tx, index, { type: "linked", rootId, finding, lookAt: inTicks(2) });
  }
}

const hasJustEnded = (root: Incident | undefined): boolean =>
  root?.status === "closed" && root.closedAt !== null && -ticksOf(root.closedAt) < GRACE;

/** The signal about the object at fault, raised once for each end of its incident; undefined where it is new. */
function raise(tx: Transaction, referral: string): Signal | undefined {
  const raised = tx.world.signals.find((one) => one.referral === referral);
  if (raised !== undefined) return raised;
  const signal: Signal = {
    ...{ symptom: "oom-killed", subject: SUBJECT, referral },
    ...{ isStored: true, isAnswered: true, incident: null },
  };
  tx.world = { ...tx.world, signals: [...tx.world.signals, signal] };
  return undefined;
}
