import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import { templateDigest } from "../../kubernetes/kubernetes-object.ts";
import type { Target } from "../facts/read-target.ts";
import { pauseOf, pauseReason } from "../pauses.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { after } from "./run-context.ts";

const LOOK_AGAIN_SECONDS = 5;

/** What a person paused is planned when the pause is over, not handed over. */
export async function waitsForPause(deps: RemediationDeps, run: Run, incident: Incident): Promise<boolean> {
  const objects = [incident.subject, ...(incident.finding === null ? [] : [incident.finding.object])];
  const { cluster } = incident;
  return deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    const pause = await pauseOf(tx.db, { cluster, objects, now: deps.clock.now() });
    if (pause === undefined) return false;
    const reason = pauseReason(pause);
    await tx.advance(
      { type: "waiting", until: pause.until, reason },
      { text: reason, input: { objects }, output: { until: pause.until } },
    );
    return true;
  });
}

/** What was found to fail is not there any more: to undo what came after it would undo the repair of its author. */
export async function looksAgain(
  deps: RemediationDeps,
  run: Run,
  { finding, target }: { finding: Finding; target: Target },
): Promise<boolean> {
  const found = finding.rollback?.fromTemplate;
  const now = templateDigest(target.object);
  if (found === undefined || found === now) return false;
  const reason = "its pod template was changed while it was looked at";
  const until = after(deps.clock.now(), LOOK_AGAIN_SECONDS);
  await deps.store.withClaim("plan.commit", run.claim, async (tx) => {
    await tx.advance(
      { type: "waiting", until, reason },
      { text: reason, input: { found, now }, output: { until } },
    );
  });
  return true;
}
