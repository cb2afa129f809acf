import { expect, test } from "vitest";
import { createMetrics } from "../../src/metrics/metrics.ts";

/** The public names: dashboards and alerts are built on them. */
const NAMES =
  `alerts_received_total signals_total incidents_opened_total incidents_diagnosed_total incidents_open
  incidents_closed_total runs_total attempts_total time_to_fix_seconds phase_seconds policy_verdicts_total purged_total approvals_total
  rollbacks_total notifications_total model_requests_total model_tokens_total searches_total sandbox_runs_total
  queue_jobs queue_oldest_seconds webhook_seconds guard_reviews_total guard_refusals_total kubernetes_requests_total
  breaker_open breakers_opened_total changes_held_total
  feishu_callbacks_total approval_refusals_total wrong_tokens_total feishu_long_connection_up part_up
  policy_reloads_total policy_refused time_to_detect_seconds finding_confidence model_cost_total
  ledger_incidents ledger_fix_seconds ledger_attempts incident_timestamp_seconds stopped dry_run secret_reloads_total`
    .split(/\s+/)
    .map((name) => `kube_autofix_${name}`);

test("has exactly the metrics that others build on", async () => {
  const metrics = await createMetrics().registry.getMetricsAsJSON();
  expect(metrics.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted());
});

test("counts from 0 at the start, for every combination of closed labels", async () => {
  const text = await createMetrics().registry.metrics();
  expect(text).toContain('kube_autofix_attempts_total{action="SetMemoryLimit",result="verified"} 0');
  expect(text).toContain('kube_autofix_incidents_open{status="awaiting-approval"} 0');
  expect(text).toContain("kube_autofix_queue_oldest_seconds 0");
});
