import type { Approval } from "../../../src/domain/approval.ts";
import type { Place } from "../../../src/domain/place.ts";
import type { Plan } from "../../../src/domain/plan.ts";
import type { WorkloadState } from "../../../src/domain/workload-state.ts";
import type { IncidentStory, TimelineRecord } from "../../../src/incidents/incident-story.ts";
import type { IncidentView } from "../../../src/incidents/incident-view.ts";
import type { WaitingApproval } from "../../../src/incidents/waiting-approvals.ts";
import { type Mark, plain, someApproval } from "./incidents.ts";

export function someStory(plan: Plan, mark: Mark = plain): Omit<IncidentStory, "incident" | "timeline"> {
  const before: WorkloadState = {
    uid: "0b8f1d6e-2c51-4e0f-9a0e-5f5a0c7f1b11",
    resourceVersion: "1",
    generation: 1,
    observedGeneration: 1,
    desiredReplicas: 3,
    updatedReplicas: 3,
    readyReplicas: 1,
    availableReplicas: 1,
    totalReplicas: 3,
    targetRevision: "",
    isProgressDeadlineExceeded: false,
    progressDeadlineSeconds: null,
    pods: [],
    health: null,
    jobs: [],
  };
  return {
    place: {
      ...{ cluster: "c", namespace: "shop", workload: "web", pod: "", container: "" },
      ...{ openedAt: "2026-11-22T10:00:00.000Z", runbookUrls: [] },
    },
    sequence: 2,
    mergedInto: null,
    attempts: [
      {
        number: 1,
        planDigest: "a".repeat(64),
        result: "rolled-back",
        proof: null,
        startedAt: "2026-11-22T10:01:00.000Z",
        endedAt: "2026-11-22T10:04:00.000Z",
        appliedAt: "2026-11-22T10:01:05.000Z",
        plan,
        before,
        verification: {
          rolledOutAt: null,
          lastCheckedAt: "2026-11-22T10:03:59.000Z",
          lastReason: mark("killed again after 310 s"),
          templateDigest: null,
          failedRunSeconds: 310,
        },
        failure: mark("the limit did not hold"),
        preImage: { spec: { note: mark("as it was") } },
      },
    ],
    steps: [
      {
        id: "019a9a4e-9000-7000-8000-000000000001",
        agent: "researcher",
        move: "consult",
        reason: mark("no signature knows it"),
        startedAt: "2026-11-22T10:00:01.000Z",
        ms: 1_234,
        failure: mark("it was cut off"),
        entries: [
          {
            sequence: 2,
            kind: "model",
            text: mark("a model names the cause memory-limit-too-low"),
            input: mark('{ "prompt": "researcher@3" }'),
            output: mark('{ "answer": "grows" }'),
            model: {
              name: mark("m-large"),
              inputTokens: 900,
              outputTokens: 80,
              ms: 1_100,
              costMicros: 4_200,
            },
          },
        ],
      },
    ],
    approvals: [
      {
        ...someApproval(plan),
        state: "rejected",
        decidedAt: new Date("2026-11-22T10:02:00Z"),
        by: mark("Grace"),
        door: "card",
        reason: mark("not during the sale"),
      },
    ],
    programs: [
      {
        at: "2026-11-22T10:00:30Z",
        text: mark("7 calls were slow"),
        analysis: null,
        code: mark("def main(data): return {'slow': 7}"),
        codeDigest: "2b1bf059dbe7",
      },
    ],
  };
}

export function someRecord(incident: IncidentView): TimelineRecord {
  const entry = incident.timeline[1] ?? { sequence: 2, at: "", kind: "", text: "" };
  const rest = { codeVersion: "0.1.0", previousHash: "0".repeat(64), hash: "1".repeat(64) };
  return { ...entry, ...rest, input: { evidence: incident.finding?.evidence }, output: incident.finding };
}

export function someWaiting(approval: Approval, incident: IncidentView, place: Place): WaitingApproval[] {
  const { plan, finding } = incident;
  return plan === null ? [] : [{ approval, incident, plan, finding, place }];
}
