import type { Attempt } from "../../../src/domain/attempt.ts";
import { ago, MIB } from "./workload.ts";

/** An applied attempt that raised container web's limit, as its row tells. */
export function attempt(plan: {
  from: number;
  to: number;
  /** Longest run before it, seconds. */
  ran: number;
  /** Revision and last end that it saw before its change. */
  revision?: string;
  endId?: string;
  applied?: boolean;
}): Attempt {
  const target = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace: "shop",
    name: "web",
    uid: "uid-web",
  };
  const lastEnd =
    plan.endId === undefined
      ? null
      : { id: plan.endId, reason: "OOMKilled", exitCode: 137, ranSeconds: plan.ran };
  return {
    id: "attempt-1",
    incidentId: "incident-1",
    number: 1,
    planDigest: "digest",
    plan: {
      incidentId: "incident-1",
      sentence: "",
      risk: { level: "low", reasons: [] },
      notes: [],
      digest: "digest",
      verdict: "auto",
      rule: "memory-within-bounds",
      reason: "",
      autonomy: "auto",
      actions: [
        {
          type: "SetMemoryLimit",
          target,
          parameters: {
            container: "web",
            containerKind: "container",
            fromLimitBytes: plan.from * MIB,
            toLimitBytes: plan.to * MIB,
            fromRequestBytes: null,
            toRequestBytes: null,
            basis: "",
            basisKind: "doubled",
          },
          patch: [],
          inverse: [],
          proof: { kind: "rollout", soakSeconds: 60, clipped: false, sentence: "" },
          sentence: "",
        },
      ],
    },
    preImage: {},
    before: {
      uid: "uid-web",
      resourceVersion: "1",
      generation: 1,
      observedGeneration: 1,
      desiredReplicas: 1,
      updatedReplicas: 1,
      readyReplicas: 0,
      availableReplicas: 0,
      totalReplicas: 1,
      targetRevision: plan.revision ?? "a",
      isProgressDeadlineExceeded: false,
      progressDeadlineSeconds: null,
      health: null,
      jobs: [],
      pods: [
        {
          uid: "uid-before",
          name: "web-before",
          revision: plan.revision ?? "a",
          isReady: false,
          isTerminating: false,
          phase: "Running",
          containers: [{ name: "web", restartCount: 3, lastEnd, waitingReason: "CrashLoopBackOff" }],
        },
      ],
    },
    steps: [],
    appliedGeneration: 2,
    verification: {
      rolledOutAt: null,
      lastCheckedAt: null,
      lastReason: "",
      templateDigest: null,
      failedRunSeconds: null,
    },
    previousRunSeconds: plan.ran,
    failure: null,
    result: "kept",
    proof: null,
    startedAt: new Date(ago(600)),
    appliedAt: plan.applied === false ? null : new Date(ago(600)),
    endedAt: new Date(ago(300)),
  };
}
