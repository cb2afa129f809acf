import { incidentAt } from "../changes.ts";
import { setState } from "../models/approvals.ts";
import { advance, commit } from "../models/incidents.ts";
import { fits } from "../models/object.ts";
import { changeOf } from "../models/plans.ts";
import { inTicks } from "../time.ts";
import { isIll, type Model, type ObjectState, type Step, type World } from "../world.ts";

/** Stands for src/remediation/steps/review-approval.ts: expires or voids the question, or waits on. */
export function review(model: Model, world: World, worker: number, seen: ObjectState): Step {
  return commit(model, world, {
    worker,
    name: "reviews the question",
    work: (tx, index) => {
      const { status, approvalId, plan } = incidentAt(tx.world, index);
      const approval = tx.world.approvals.find(({ id }) => id === approvalId);
      // A person may have decided while the cluster was read.
      if (status !== "awaiting-approval" || approval === undefined || plan === null) return;
      if (approval.expiresAt <= 0) {
        if (approval.state !== "pending") return;
        tx.world = setState(tx.world, approval.id, "expired");
        advance(model, tx, index, { type: "approval-expired" });
      } else if (!fits(seen, changeOf(plan)) || !isIll(world, seen)) {
        advance(model, tx, index, { type: "approval-void", reason: "it does not fit" });
      } else {
        advance(model, tx, index, { type: "waiting", until: inTicks(1), reason: "a person" });
      }
    },
  });
}
