import type { Attempt } from "../../domain/attempt.ts";
import type { Incident } from "../../domain/incident.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import { bearsTrail } from "../actions/trail.ts";
import { updateAttempt } from "../ledger/attempt-rows.ts";
import { fieldsOf, fieldText } from "../ledger/ledger-fields.ts";
import { recordWrite } from "../ledger/target-ledger.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { mainAction } from "./run-context.ts";
import { holdsValues } from "./write-patch.ts";

const WRITTEN = "apply:0";

/**
 * A worker that was overtaken may have its patch under way while another one gives the attempt up for a stop or a pause. The
 * object then bears the attempt's mark, and the value is ours: were it taken for somebody else's, the bounds would begin anew.
 */
export async function countLateWrite(
  deps: Pick<RemediationDeps, "store" | "clock">,
  run: Run,
  given: { incident: Incident; attempts: readonly Attempt[]; object: KubernetesObject },
): Promise<void> {
  const { incident, attempts, object } = given;
  const late = attempts.findLast((attempt) => wasWrittenLate(attempt, object));
  if (late === undefined) return;
  const action = mainAction(late.plan);
  const at = deps.clock.now();
  const steps = [...late.steps, WRITTEN];
  await deps.store.withClaim("apply.record", run.claim, async (tx) => {
    await updateAttempt(tx.db, late.id, { steps });
    for (const field of fieldsOf(action)) {
      const key = { cluster: incident.cluster, targetKey: objectKey(action.target), path: field.key };
      const before = fieldText(valueAt(late.preImage, field.pointer));
      const after = fieldText(valueAt(object, field.pointer));
      await recordWrite(tx.db, key, { before, after, at, counts: late.plan.undoes === undefined });
    }
    await tx.note("applied", {
      text: `attempt ${late.number} was written at the moment at which it was given up: ${late.plan.sentence}`,
      input: { attemptId: late.id, patch: action.patch, parameters: action.parameters },
      output: { generation: object.metadata.generation, resourceVersion: object.metadata.resourceVersion },
    });
  });
}

function wasWrittenLate({ result, steps, incidentId, number, plan }: Attempt, object: KubernetesObject) {
  if (result !== "superseded" || steps.includes(WRITTEN)) return false;
  const action = mainAction(plan);
  const isSame = object.metadata.uid === action.target.uid;
  return isSame && bearsTrail(object, incidentId, number) && holdsValues(object, action.patch);
}
