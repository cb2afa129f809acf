import { ACTION_TYPES } from "../domain/action.ts";
import { APPROVAL_DOORS, DECISION_REFUSALS, DECISIONS } from "../domain/approval.ts";
import { ATTEMPT_RESULTS } from "../domain/attempt.ts";
import { BREAKERS, HOLDS } from "../domain/breaker.ts";
import { CALLBACK_RESULTS } from "../domain/callback-result.ts";
import { CAUSE_NAMES } from "../domain/cause.ts";
import { GUARD_REFUSALS } from "../domain/guard-refusal.ts";
import { GUESS_RESULTS, GUESSED_DOORS } from "../domain/guessed-door.ts";
import { INCIDENT_STATUSES, OUTCOMES } from "../domain/incident.ts";
import { ASKERS, MODEL_RESULTS } from "../domain/model-reply.ts";
import { PURGED_KINDS } from "../domain/purged-kind.ts";
import { SANDBOX_RESULTS } from "../domain/sandbox-result.ts";
import { SEARCH_RESULTS } from "../domain/search-result.ts";
import { SERVICE_PARTS } from "../domain/service-part.ts";
import { SIGNAL_SOURCES } from "../domain/signal.ts";
import { VERDICTS } from "../domain/verdict.ts";
import type { Metrics } from "./metrics.ts";

/**
 * Gives every combination of closed labels a 0, so that a rate over the first event is seen and an alert on silence can
 * fire. Source: Prometheus documentation, "Instrumentation", avoid missing metrics.
 */
export function startAtZero(metrics: Metrics): void {
  const none = (counter: { inc(labels: Record<string, string>, value: number): void }, ...lists: Lists) => {
    for (const labels of combinations(lists)) counter.inc(labels, 0);
  };
  none(metrics.alertsReceived, ["status", ["firing", "resolved"]]);
  none(metrics.signals, ["source", SIGNAL_SOURCES]);
  none(metrics.incidentsOpened, ["source", SIGNAL_SOURCES]);
  none(metrics.incidentsDiagnosed, ["cause", CAUSE_NAMES]);
  none(metrics.incidentsOpen, ["status", INCIDENT_STATUSES.filter((status) => status !== "closed")]);
  none(metrics.incidentsClosed, ["cause", CAUSE_NAMES], ["outcome", OUTCOMES]);
  none(metrics.runs, ["result", ["ended", "put-off", "failed", "given-up"]]);
  none(metrics.attempts, ["action", ACTION_TYPES], ["result", ATTEMPT_RESULTS]);
  none(
    metrics.policyVerdicts,
    ["verdict", VERDICTS],
    ["rule", ["default-memory", "default-roll-back", "default-approve"]],
  );
  none(metrics.policyReloads, ["result", ["loaded", "refused"]]);
  none(metrics.secretReloads, ["result", ["loaded", "refused"]]);
  none(metrics.approvals, ["decision", DECISIONS], ["door", APPROVAL_DOORS]);
  none(metrics.approvalRefusals, ["reason", DECISION_REFUSALS], ["door", APPROVAL_DOORS]);
  none(metrics.rollbacks, ["result", ["rolled-back", "rollback-failed"]]);
  none(metrics.feishuCallbacks, ["result", CALLBACK_RESULTS]);
  none(metrics.wrongTokens, ["door", GUESSED_DOORS], ["result", GUESS_RESULTS]);
  none(metrics.queueJobs, ["state", ["waiting", "active"]]);
  none(metrics.partUp, ["part", SERVICE_PARTS]);
  none(
    metrics.kubernetesRequests,
    ["verb", ["get", "list", "watch", "create", "patch", "delete"]],
    ["code", ["200"]],
  );
  none(metrics.modelRequests, ["agent", ASKERS], ["result", MODEL_RESULTS]);
  none(metrics.modelTokens, ["kind", ["input", "output"]]);
  for (const phase of INCIDENT_STATUSES) if (phase !== "closed") metrics.phase.zero({ phase });
  for (const source of SIGNAL_SOURCES) metrics.timeToDetect.zero({ source });
  none(metrics.searches, ["result", SEARCH_RESULTS]);
  none(metrics.sandboxRuns, ["result", SANDBOX_RESULTS]);
  none(metrics.breakerOpen, ["breaker", BREAKERS]);
  none(metrics.breakersOpened, ["breaker", BREAKERS]);
  none(metrics.changesHeld, ["rule", HOLDS]);
  none(metrics.guardReviews, ["decision", ["admitted", "refused"]]);
  none(metrics.purged, ["kind", PURGED_KINDS]);
  none(metrics.guardRefusals, ["reason", GUARD_REFUSALS]);
}

type Lists = [label: string, values: readonly string[]][];

function combinations(lists: Lists): Record<string, string>[] {
  return lists.reduce<Record<string, string>[]>(
    (all, [label, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [label]: value }))),
    [{}],
  );
}
