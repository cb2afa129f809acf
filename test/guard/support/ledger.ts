import type { Action } from "../../../src/domain/action.ts";
import { sealPlan } from "../../../src/domain/plan.ts";
import type { LedgerAttempt } from "../../../src/guard/ledger-attempt.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";

export const INCIDENT = "00000000-0000-7000-8000-000000000001";
export const NOW = new Date("2026-03-01T12:00:00Z");

export function planOf(actions: Action[], verdict: "auto" | "approve" | "deny" = "auto") {
  return sealPlan(
    {
      incidentId: INCIDENT,
      sentence: "a repair",
      risk: { level: "low", reasons: [] },
      actions,
      notes: [],
    },
    { verdict, rule: "r", reason: "because", autonomy: "auto" },
  );
}

/** An attempt that has just begun, as the guard's view shows it. */
export function begun(actions: Action[], changes: Partial<LedgerAttempt> = {}): LedgerAttempt {
  const plan = planOf(actions);
  return {
    id: "00000000-0000-7000-8000-00000000000a",
    incidentId: INCIDENT,
    number: 1,
    planDigest: plan.digest,
    plan: JSON.parse(JSON.stringify(plan)),
    preImage: null,
    podsBefore: [],
    steps: [],
    startedAt: NOW,
    incidentStatus: "applying",
    statusAt: NOW,
    isCurrent: true,
    isApproved: false,
    pausedUntil: null,
    ...changes,
  };
}

/** The same attempt while it is put back. */
export function returning(actions: Action[], changes: Partial<LedgerAttempt> = {}): LedgerAttempt {
  return begun(actions, {
    steps: ["apply:0", "return:begun"],
    incidentStatus: "rolling-back",
    ...changes,
  });
}

export const RESOURCES: Readonly<Record<string, string>> = {
  Deployment: "deployments",
  StatefulSet: "statefulsets",
  DaemonSet: "daemonsets",
  CronJob: "cronjobs",
  Job: "jobs",
  Service: "services",
  Ingress: "ingresses",
  ConfigMap: "configmaps",
  PersistentVolumeClaim: "persistentvolumeclaims",
  HorizontalPodAutoscaler: "horizontalpodautoscalers",
  PodDisruptionBudget: "poddisruptionbudgets",
  Node: "nodes",
  Pod: "pods",
  Secret: "secrets",
  Event: "events",
};

/** What the API server asks about a write of an object. */
export function requestOf(
  operation: "CREATE" | "UPDATE" | "DELETE",
  given: { object?: KubernetesObject; oldObject?: KubernetesObject; options?: object; subResource?: string },
) {
  const object = given.object ?? given.oldObject;
  if (object === undefined) throw new Error("a request is about an object");
  const [version = "", group = ""] = object.apiVersion.split("/").reverse();
  return {
    uid: "review-1",
    kind: { group, version, kind: object.kind },
    resource: { group, version, resource: RESOURCES[object.kind] ?? "others" },
    subResource: given.subResource ?? "",
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? "",
    operation,
    userInfo: { username: "system:serviceaccount:kube-autofix:kube-autofix" },
    dryRun: false,
    object: (given.object ?? null) as Record<string, unknown> | null,
    oldObject: (given.oldObject ?? null) as Record<string, unknown> | null,
    options: (given.options ?? null) as Record<string, unknown> | null,
  };
}
