import { expect, test } from "vitest";
import { ACTION_TYPES } from "../../src/domain/action.ts";
import type { RepairType } from "../../src/domain/repair.ts";
import { definitionOf, REPAIR_TYPES } from "../../src/remediation/actions/catalogue.ts";
import { ALL_RIGHTS, READ_RIGHTS, RIGHTS, WRITE_RIGHTS } from "../support/rights.ts";

test("every action that there is has its rights, and no other has", () => {
  expect(Object.keys(RIGHTS.actions).sort()).toEqual([...ACTION_TYPES].sort());
  for (const action of RIGHTS.clusterActions) expect(ACTION_TYPES).toContain(action);
});

test.each([
  ["values of Secrets", / secrets\./],
  ["anything at once", /\*/],
  ["a way into a pod or through one", /\/(exec|attach|portforward|proxy|ephemeralcontainers)$/],
  ["tokens", /\/token|tokenreviews/],
  ["more rights, or another's", /^(escalate|bind|impersonate) /],
  [
    "a change of rights, accounts, webhooks or policies",
    /^(?!get|list|watch)\w+ \S*(role|serviceaccount|webhook|polic)/,
  ],
  ["a change of what a status says", /\/status$/],
  ["deletions of more than one", /^deletecollection /],
  ["whole objects in place of those that are there", /^update /],
])("nothing grants %s", (_what, pattern) => {
  const budgets = "patch poddisruptionbudgets.policy";
  expect([...ALL_RIGHTS].filter((right) => right !== budgets && pattern.test(right))).toEqual([]);
});

test("reads change nothing, and each write belongs to an action", () => {
  for (const right of READ_RIGHTS) expect(right).toMatch(/^(get|list|watch) /);
  for (const right of WRITE_RIGHTS)
    expect(right).toMatch(/^(patch|create|delete) [a-z]+\.[a-z0-9.]*(\/[a-z]+)?$/);
});

const RESOURCES: Readonly<Record<string, string>> = {
  Deployment: "deployments.apps",
  StatefulSet: "statefulsets.apps",
  DaemonSet: "daemonsets.apps",
  CronJob: "cronjobs.batch",
  Service: "services.",
  Ingress: "ingresses.networking.k8s.io",
  HorizontalPodAutoscaler: "horizontalpodautoscalers.autoscaling",
  PodDisruptionBudget: "poddisruptionbudgets.policy",
  PersistentVolumeClaim: "persistentvolumeclaims.",
  Node: "nodes.",
};
/** What is carried out by a step of its own, or changes more than its target. */
const OF_STEPS: Partial<Record<RepairType, string[]>> = {
  EvictPod: ["create pods./eviction"],
  RunJobAgain: ["create jobs.batch"],
  RecreateService: ["create services."],
};
const MORE: Partial<Record<RepairType, string[]>> = { SetField: ["patch configmaps."] };

test.each(REPAIR_TYPES)("%s is granted the kinds that it may be about, and no others", (type) => {
  const { targetKinds } = definitionOf<RepairType>({ type });
  const patched = targetKinds.map((kind) => `patch ${RESOURCES[kind]}`);
  const wanted = OF_STEPS[type] ?? [...patched, ...(MORE[type] ?? [])];
  expect([...(RIGHTS.actions[type] ?? [])].sort()).toEqual([...wanted].sort());
});
