import type { Finding } from "../../../src/domain/finding.ts";
import { incidentAt } from "../changes.ts";
import { inTicks } from "../time.ts";
import type { Model } from "../world.ts";
import { advance, type Transaction } from "./incidents.ts";

/** Stands for src/incidents/take-identity.ts and settle-identity.ts: the younger merges into the older, never during its attempt. */
export function takeCause(model: Model, tx: Transaction, index: number, finding: Finding): void {
  const { world } = tx;
  const { uid } = incidentAt(world, index).subject;
  const twin = world.incidents.findIndex(
    ({ status, cause, subject }, at) =>
      at !== index && status !== "closed" && cause === finding.cause && subject.uid === uid,
  );
  const other = world.incidents[twin];
  if (other === undefined || !model.guards.oneIdentity) {
    advance(model, tx, index, { type: "diagnosed", finding });
    return;
  }
  if (!model.table.merged.from.includes(other.status)) {
    advance(model, tx, index, { type: "waiting", until: inTicks(1), reason: "its twin is under way" });
    return;
  }
  const [younger, older] = twin < index ? [index, twin] : [twin, index];
  tx.world = {
    ...tx.world,
    signals: tx.world.signals.map((one) => (one.incident === younger ? { ...one, incident: older } : one)),
  };
  if (older === twin) advance(model, tx, older, { type: "symptom", summary: "" });
  advance(model, tx, younger, { type: "merged", into: incidentAt(tx.world, older).id });
  if (older === index) advance(model, tx, older, { type: "diagnosed", finding });
}
