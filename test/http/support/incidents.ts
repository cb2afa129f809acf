import type { Approval } from "../../../src/domain/approval.ts";
import { type Plan, sealPlan } from "../../../src/domain/plan.ts";
import type { AlertView, IncidentView } from "../../../src/incidents/incident-view.ts";

export const INCIDENT_ID = "019a9a4e-7d2f-7b63-9a51-0d1f2c3b4a59";
export const APPROVAL_ID = "019a9a4e-8000-7000-8000-000000000001";
export const TOKEN = "q3Jx9Zr7mN2kV5tB8wYcD1fGhLpSaEuI";

/** `mark` turns each shown text into something else, such as a script. */
export type Mark = (text: string) => string;

export const plain: Mark = (text) => text;

export function somePlan(mark: Mark = plain): Plan {
  const path = "/spec/template/spec/containers/0/resources/limits/memory";
  return sealPlan(
    {
      incidentId: INCIDENT_ID,
      sentence: mark("Raise the memory limit of container stress to 240Mi"),
      risk: { level: "medium", reasons: [mark("a StatefulSet restarts")] },
      notes: [mark("the next helm upgrade undoes this unless values.yaml changes")],
      actions: [
        {
          type: "SetMemoryLimit",
          target: { ...target(mark) },
          parameters: {
            container: mark("stress"),
            containerKind: "container",
            fromLimitBytes: 104_857_600,
            toLimitBytes: 251_658_240,
            fromRequestBytes: null,
            toRequestBytes: null,
            basis: mark("declared by --vm-bytes 200M, with 10 % overhead"),
            basisKind: "declared",
          },
          patch: [
            { op: "test", path: "/metadata/uid", value: mark("0b8f1d6e-2c51-4e0f-9a0e-5f5a0c7f1b11") },
            { op: "test", path, value: mark("100Mi") },
            { op: "replace", path, value: mark("240Mi") },
          ],
          inverse: [{ op: "replace", path, value: mark("100Mi") }],
          proof: {
            kind: "rollout",
            soakSeconds: 60,
            clipped: false,
            sentence: mark("No kill on the new revision for 60 s"),
          },
          sentence: mark("memory limit of container stress: 100Mi -> 240Mi"),
        },
      ],
    },
    {
      verdict: "approve",
      rule: mark("databases-ask-first"),
      reason: mark("A person says so"),
      autonomy: "auto",
    },
  );
}

const target = (mark: Mark) => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  namespace: mark("shop"),
  name: mark("oom-stress"),
  uid: "0b8f1d6e-2c51-4e0f-9a0e-5f5a0c7f1b11",
});

export function someIncident(mark: Mark = plain): IncidentView {
  const evidence = (id: string, text: string) => ({
    id,
    kind: "container-status" as const,
    source: mark("pod shop/oom-stress-0"),
    at: "2026-11-22T10:00:00.000Z",
    text: mark(text),
  });
  return {
    related: [],
    causedBy: null,
    id: INCIDENT_ID,
    cluster: "5e5fa3c0-0000-4000-8000-000000000000",
    subject: target(mark),
    workload: target(mark),
    status: "awaiting-approval",
    outcome: null,
    cause: "memory-limit-too-low",
    confidence: 0.93,
    summary: mark("The container stress needs more memory than its limit of 100Mi allows"),
    openedAt: "2026-11-22T10:00:00.000Z",
    closedAt: null,
    signals: [
      {
        source: "alertmanager",
        symptom: "oom-killed",
        at: "2026-11-22T09:59:30.000Z",
        detail: mark("KubePodOOMKilled: oom-stress-0 was killed"),
      },
    ],
    finding: {
      cause: "memory-limit-too-low",
      object: target(mark),
      confidence: 0.93,
      sentence: mark("stress asks for 200M under a limit of 100Mi"),
      evidence: [
        evidence("e1", "lastState.terminated: OOMKilled, exit code 137, ran 4 s"),
        evidence("e2", "x"),
      ],
      ruledOut: [{ cause: "node-out-of-memory", why: mark("the node has 6.1Gi free") }],
      notes: [{ kind: "runbook", title: mark("t"), source: mark("team/x.md"), text: mark("x") }],
    },
    plan: somePlan(mark),
    approval: {
      state: "pending",
      expiresAt: "2026-11-22T10:30:00.000Z",
      by: null,
      door: null,
      reason: null,
      approvers: 1,
      first: null,
    },
    attempts: [
      {
        number: 1,
        planDigest: "a".repeat(64),
        result: "rolled-back",
        proof: null,
        startedAt: "2026-11-22T10:01:00.000Z",
        endedAt: "2026-11-22T10:04:00.000Z",
      },
    ],
    handover: {
      sentence: mark("Two raises did not hold"),
      since: "2026-11-22T09:58:00.000Z",
      affected: [mark("1 of 3 replicas are ready")],
      ruledOut: [{ cause: mark("node-out-of-memory"), why: mark("the node has room") }],
      evidence: [evidence("e3", "growth in proportion to the limit")],
      tried: [mark("limit 100Mi -> 240Mi, killed after 310 s")],
      nextSteps: [
        { text: mark("Take a heap dump"), command: mark("kubectl -n shop exec oom-stress-0 -- dump") },
        { text: mark("Apply a higher limit"), manifest: mark("apiVersion: apps/v1") },
      ],
    },
    timeline: [
      { sequence: 1, at: "2026-11-22T10:00:00.000Z", kind: "opened", text: mark("opened by an alert") },
      { sequence: 2, at: "2026-11-22T10:00:02.000Z", kind: "diagnosed", text: mark("limit too low") },
    ],
  };
}

export function someApproval(plan: Plan): Approval {
  return {
    id: APPROVAL_ID,
    incidentId: INCIDENT_ID,
    planDigest: plan.digest,
    state: "pending",
    createdAt: new Date("2026-11-22T10:00:05Z"),
    expiresAt: new Date("2026-11-22T10:30:00Z"),
    decidedAt: null,
    by: null,
    door: null,
    reason: null,
    askAgainAt: null,
    escalateAt: null,
    first: null,
  };
}

export function someAlert(): AlertView {
  return {
    id: INCIDENT_ID,
    fingerprint: "00f0",
    status: "firing",
    labels: {},
    annotations: {},
    startsAt: "2026-11-22T10:00:00.000Z",
    endsAt: null,
    receivedAt: "2026-11-22T10:00:00.000Z",
    lastReceivedAt: "2026-11-22T10:00:00.000Z",
    deliveries: 1,
    incidentId: null,
    reason: "the labels name no object",
  };
}
