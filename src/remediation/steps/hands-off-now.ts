import type { Attempt } from "../../domain/attempt.ts";
import type { Plan } from "../../domain/plan.ts";
import { stopSentence } from "../../domain/stop.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { pauseOf, pauseReason } from "../pauses.ts";
import { effectiveAutonomy } from "../rails/autonomy.ts";
import { type Marked, marksOf } from "../rails/marks.ts";
import { pauseMark } from "../rails/pause-until.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { readStop } from "../stop/stop-rows.ts";
import { incidentOf, mainAction } from "./run-context.ts";

/**
 * Why an attempt that has begun must write nothing after all; undefined where it may. Marks, pauses and the stop are read once more,
 * right before the write: an attempt may have waited since the policy was asked.
 */
export async function handsOffNow(
  deps: RemediationDeps,
  run: Run,
  attempt: Attempt,
): Promise<string | undefined> {
  const { target } = mainAction(attempt.plan);
  const ofNamespace = { apiVersion: "v1", kind: "Namespace", namespace: "", name: target.namespace };
  const now = deps.clock.now();
  const pauseNow = async () => {
    const { cluster } = await incidentOf(deps, run);
    return pauseOf(deps.db, { cluster, objects: attempt.plan.actions.map((action) => action.target), now });
  };
  const [object, namespace, pause, stop] = await Promise.all([
    deps.reader.get(target, run.signal),
    target.namespace === "" ? undefined : deps.reader.get(ofNamespace, run.signal),
    pauseNow(),
    readStop(deps.db),
  ]);
  if (stop !== undefined) return stopSentence(stop);
  if (pause !== undefined) return pauseReason(pause);
  const marks = [marksOf(namespace), marksOf(object)] as const;
  return pauseMark(...marks, now)?.reason ?? narrowedSince(deps.settings.autonomy, attempt.plan, marks);
}

function narrowedSince(
  environment: Verdict["autonomy"],
  { verdict }: Plan,
  marks: readonly [Marked, Marked],
): string | undefined {
  const { autonomy, reason } = effectiveAutonomy(environment, ...marks);
  const isNarrowed =
    autonomy === "off" || autonomy === "observe" || (autonomy === "approve" && verdict === "auto");
  return isNarrowed ? reason : undefined;
}
