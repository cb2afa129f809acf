import type { Incident } from "../../src/domain/incident.ts";

/** An incident of Deployment shop/web that was opened on 2026-01-01 and is being investigated. */
export function anIncident(more: Partial<Incident> = {}): Incident {
  const openedAt = new Date("2026-01-01T00:00:00Z");
  const subject = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace: "shop",
    name: "web",
    uid: "uid-web",
  };
  return {
    id: "01900000-0000-7000-8000-000000000001",
    cluster: "cluster-1",
    subject,
    workload: subject,
    status: "investigating",
    outcome: null,
    cause: null,
    confidence: null,
    summary: "web is OOM-killed",
    finding: null,
    plan: null,
    approvalId: null,
    attemptId: null,
    handover: null,
    mergedInto: null,
    causedBy: null,
    openedAt,
    closedAt: null,
    lastSymptomAt: openedAt,
    dueAt: openedAt,
    watchUntil: null,
    epoch: 0,
    sequence: 0,
    ...more,
  };
}
