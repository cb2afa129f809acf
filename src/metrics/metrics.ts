import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { startAtZero } from "./start-at-zero.ts";

/** Every metric that the service has. Labels come from closed lists; each counter exists at start with 0. */
export interface Metrics {
  registry: Registry;
  alertsReceived: Counter<"status">;
  signals: Counter<"source">;
  incidentsOpened: Counter<"source">;
  incidentsDiagnosed: Counter<"cause">;
  incidentsOpen: Gauge<"status">;
  incidentsClosed: Counter<"cause" | "outcome">;
  runs: Counter<"result">;
  attempts: Counter<"action" | "result">;
  timeToDetect: Histogram<"source">;
  findingConfidence: Histogram;
  timeToFix: Histogram<"cause">;
  phase: Histogram<"phase">;
  policyVerdicts: Counter<"verdict" | "rule">;
  policyReloads: Counter<"result">;
  policyRefused: Gauge;
  secretReloads: Counter<"result">;
  approvals: Counter<"decision" | "door">;
  approvalRefusals: Counter<"reason" | "door">;
  rollbacks: Counter<"result">;
  notifications: Counter<"channel" | "result">;
  feishuCallbacks: Counter<"result">;
  feishuConnected: Gauge;
  wrongTokens: Counter<"door" | "result">;
  queueJobs: Gauge<"state">;
  queueOldest: Gauge;
  partUp: Gauge<"part">;
  webhook: Histogram;
  kubernetesRequests: Counter<"verb" | "code">;
  modelRequests: Counter<"agent" | "result">;
  modelTokens: Counter<"kind">;
  modelCost: Counter;
  searches: Counter<"result">;
  sandboxRuns: Counter<"result">;
  breakerOpen: Gauge<"breaker">;
  breakersOpened: Counter<"breaker">;
  changesHeld: Counter<"rule">;
  stopped: Gauge;
  dryRun: Gauge;
  guardReviews: Counter<"decision">;
  guardRefusals: Counter<"reason">;
  purged: Counter<"kind">;
  ledgerIncidents: Gauge<"subject_namespace" | "status" | "cause" | "outcome">;
  ledgerFixSeconds: Gauge<"subject_namespace" | "cause">;
  ledgerAttempts: Gauge<"subject_namespace" | "cause" | "action" | "result" | "proof">;
  incidentTimestamp: Gauge<(typeof INCIDENT_LABELS)[number]>;
}

/** A subject's namespace is not `namespace`: that is the label of what was scraped, which would hide it. */
const INCIDENT_LABELS = [
  "event",
  "incident",
  "subject_kind",
  "subject_namespace",
  "subject_name",
  "cause",
  "outcome",
  "url",
] as const;

const LONG_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400];
const CONFIDENCES = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];
const SHORT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `kube_autofix_${name}`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge({ name: `kube_autofix_${name}`, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: L[], buckets: number[]) =>
    new Histogram({ name: `kube_autofix_${name}`, help, labelNames, buckets, registers });
  const metrics: Metrics = {
    registry,
    alertsReceived: counter("alerts_received_total", "Alerts accepted, by their status", ["status"]),
    signals: counter("signals_total", "Symptoms heard of, by source", ["source"]),
    incidentsOpened: counter(
      "incidents_opened_total",
      "Incidents opened, by the source of their first signal",
      ["source"],
    ),
    incidentsDiagnosed: counter("incidents_diagnosed_total", "Findings, by cause", ["cause"]),
    incidentsOpen: gauge("incidents_open", "Incidents that are not closed, by status", ["status"]),
    incidentsClosed: counter("incidents_closed_total", "Incidents closed, by cause and outcome", [
      "cause",
      "outcome",
    ]),
    runs: counter("runs_total", "Runs of the agents on an incident, by how they ended", ["result"]),
    attempts: counter("attempts_total", "Attempts ended, by action and result", ["action", "result"]),
    timeToDetect: histogram(
      "time_to_detect_seconds",
      "From the first symptom, by the clock of whoever saw it, to the incident",
      ["source"],
      LONG_SECONDS,
    ),
    findingConfidence: histogram("finding_confidence", "How sure findings were, of 1", [], CONFIDENCES),
    timeToFix: histogram("time_to_fix_seconds", "From opened to proven", ["cause"], LONG_SECONDS),
    phase: histogram("phase_seconds", "Time spent in a status", ["phase"], LONG_SECONDS),
    policyVerdicts: counter("policy_verdicts_total", "Verdicts of the policy", ["verdict", "rule"]),
    policyReloads: counter("policy_reloads_total", "Changes of the policy file, by what became of them", [
      "result",
    ]),
    policyRefused: gauge(
      "policy_refused",
      "1 while the policy file as it is now cannot be used and the one from before stays in force",
      [],
    ),
    secretReloads: counter("secret_reloads_total", "Changed files of secrets, by what became of them", [
      "result",
    ]),
    approvals: counter("approvals_total", "Decisions of people, by door", ["decision", "door"]),
    approvalRefusals: counter(
      "approval_refusals_total",
      "Decisions that changed nothing, by reason and door",
      ["reason", "door"],
    ),
    rollbacks: counter("rollbacks_total", "Changes put back, by result", ["result"]),
    notifications: counter("notifications_total", "Notifications, by channel and result", [
      "channel",
      "result",
    ]),
    feishuCallbacks: counter("feishu_callbacks_total", "Callbacks of Feishu, by how they ended", ["result"]),
    feishuConnected: gauge(
      "feishu_long_connection_up",
      "1 while the long connection to Feishu is open; 0 also where none is asked for",
      [],
    ),
    wrongTokens: counter("wrong_tokens_total", "Tokens that opened no door, by what became of them", [
      "door",
      "result",
    ]),
    queueJobs: gauge("queue_jobs", "Jobs in the queue, by state", ["state"]),
    queueOldest: gauge("queue_oldest_seconds", "Age of the oldest row that is due", []),
    partUp: gauge("part_up", "1 while a part that the service stands on answers", ["part"]),
    webhook: histogram("webhook_seconds", "Time to answer a webhook", [], SHORT_SECONDS),
    kubernetesRequests: counter("kubernetes_requests_total", "Requests to the API server", ["verb", "code"]),
    modelRequests: counter("model_requests_total", "Requests to a model", ["agent", "result"]),
    modelTokens: counter("model_tokens_total", "Tokens sent to and received from a model", ["kind"]),
    modelCost: counter("model_cost_total", "Money spent on models, in the currency of MODEL_PRICES", []),
    searches: counter("searches_total", "Web searches", ["result"]),
    sandboxRuns: counter("sandbox_runs_total", "Programs run in the sandbox", ["result"]),
    breakerOpen: gauge("breaker_open", "1 while a breaker stops changes, by breaker", ["breaker"]),
    breakersOpened: counter("breakers_opened_total", "Times that a breaker opened", ["breaker"]),
    changesHeld: counter("changes_held_total", "Times that a change was told to wait, by rule", ["rule"]),
    dryRun: gauge("dry_run", "1 where the service writes nothing, whatever is allowed (DRY_RUN)", []),
    stopped: gauge("stopped", "1 while all changes are stopped by a person", []),
    guardReviews: counter("guard_reviews_total", "Writes reviewed by the guard", ["decision"]),
    guardRefusals: counter("guard_refusals_total", "Writes that the guard refused, by reason", ["reason"]),
    purged: counter(
      "purged_total",
      "Rows that were deleted because they were kept for long enough, by kind",
      ["kind"],
    ),
    ledgerIncidents: gauge("ledger_incidents", "Incidents in the database, the same from every replica", [
      "subject_namespace",
      "status",
      "cause",
      "outcome",
    ]),
    ledgerFixSeconds: gauge(
      "ledger_fix_seconds",
      "Seconds from opened to closed of all incidents in the database that were fixed",
      ["subject_namespace", "cause"],
    ),
    ledgerAttempts: gauge("ledger_attempts", "Attempts in the database, the same from every replica", [
      "subject_namespace",
      "cause",
      "action",
      "result",
      "proof",
    ]),
    incidentTimestamp: gauge(
      "incident_timestamp_seconds",
      "When an incident was opened or closed, for an hour, of the newest hundred",
      [...INCIDENT_LABELS],
    ),
  };
  startAtZero(metrics);
  return metrics;
}
