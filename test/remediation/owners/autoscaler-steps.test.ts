import { describe, expect, test } from "vitest";
import type { Action } from "../../../src/domain/action.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { autoscalerCommand } from "../../../src/remediation/owners/autoscaler-steps.ts";
import { type Autoscalers, fieldOwner } from "../../../src/remediation/ownership.ts";
import { raise } from "../../contract/owner-stage.ts";
import { plainDeployment } from "../support/workloads.ts";

const web = plainDeployment("web") as KubernetesObject;
const scale = (from: number, to: number) =>
  ({ ...raise(web), type: "SetScale", parameters: { from, to, basis: "test" } }) as unknown as Action;
const target = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
const object = (kind: string, spec: object): KubernetesObject => ({
  apiVersion: "example/v1",
  kind,
  metadata: { name: "scales", namespace: "shop" },
  spec,
});

/** The command's kind and the spec that it would merge. */
function said(action: Action, found: Partial<Autoscalers>) {
  const all = { vpas: [], hpas: [], ...found };
  const owner = fieldOwner(web, [action], all);
  const command = owner && autoscalerCommand(owner, action, all);
  const [, kind, patch] =
    /^kubectl patch (\w+) scales --namespace shop --type merge --patch '(.*)'$/.exec(command ?? "") ?? [];
  return patch === undefined ? { owner: owner?.kind, command } : { kind, ...JSON.parse(patch) };
}

describe("replicas under an autoscaler", () => {
  test.each([
    ["more are its floor", scale(1, 2), { minReplicas: 1, maxReplicas: 3 }, { minReplicas: 2 }],
    ["more than its ceiling are both", scale(1, 5), { maxReplicas: 3 }, { minReplicas: 5, maxReplicas: 5 }],
    ["fewer are its ceiling", scale(5, 3), { minReplicas: 1, maxReplicas: 9 }, { maxReplicas: 3 }],
    [
      "fewer than its floor are both",
      scale(5, 2),
      { minReplicas: 3, maxReplicas: 9 },
      { maxReplicas: 2, minReplicas: 2 },
    ],
  ])("%s", (_what, action, bounds, spec) => {
    const hpas = [object("HorizontalPodAutoscaler", { scaleTargetRef: target, ...bounds })];
    expect(said(action, { hpas })).toEqual({ kind: "horizontalpodautoscaler", spec });
  });

  test("of KEDA have its own names", () => {
    const scaledObjects = [object("ScaledObject", { scaleTargetRef: { name: "web" }, maxReplicaCount: 3 })];
    expect(said(scale(1, 4), { scaledObjects })).toEqual({
      kind: "scaledobject",
      spec: { minReplicaCount: 4, maxReplicaCount: 4 },
    });
  });
});

describe("memory under a VerticalPodAutoscaler", () => {
  const vpa = (containerPolicies?: object[]) => ({
    vpas: [
      object("VerticalPodAutoscaler", {
        targetRef: target,
        ...(containerPolicies && { resourcePolicy: { containerPolicies } }),
      }),
    ],
  });
  const other = { containerName: "proxy", mode: "Off" };
  test.each([
    ["a first policy", undefined, [{ containerName: "web", minAllowed: { memory: "100Mi" } }]],
    [
      "others' policies stay, for a merge replaces the list",
      [other],
      [other, { containerName: "web", minAllowed: { memory: "100Mi" } }],
    ],
    [
      "a ceiling in the way is raised, the rest of the policy stays",
      [{ containerName: "web", maxAllowed: { memory: "64Mi", cpu: "1" }, minAllowed: { cpu: "10m" } }],
      [
        {
          containerName: "web",
          maxAllowed: { memory: "100Mi", cpu: "1" },
          minAllowed: { cpu: "10m", memory: "100Mi" },
        },
      ],
    ],
    [
      "what holds for all containers goes on for this one",
      [{ containerName: "*", controlledValues: "RequestsOnly" }],
      [
        { containerName: "*", controlledValues: "RequestsOnly" },
        { containerName: "web", controlledValues: "RequestsOnly", minAllowed: { memory: "100Mi" } },
      ],
    ],
  ])("%s", (_what, before, after) => {
    expect(said(raise(web), vpa(before))).toEqual({
      kind: "verticalpodautoscaler",
      spec: { resourcePolicy: { containerPolicies: after } },
    });
  });
});

describe("memory under an autoscaler that scales on it", () => {
  const hpa = (target: object) =>
    ({
      hpas: [
        object("HorizontalPodAutoscaler", {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
          metrics: [
            {
              type: "Resource",
              resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
            },
            { type: "Resource", resource: { name: "memory", target } },
          ],
        }),
      ],
    }) satisfies Partial<Autoscalers>;

  test("a share of twice the request is half the share", () => {
    const found = said(raise(web), hpa({ type: "Utilization", averageUtilization: 80 }));
    expect(found.spec.metrics.map((one: { resource: object }) => one.resource)).toEqual([
      { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
      { name: "memory", target: { type: "Utilization", averageUtilization: 40 } },
    ]);
  });

  test("an absolute amount stays as it is", () => {
    expect(said(raise(web), hpa({ type: "AverageValue", averageValue: "80Mi" }))).toEqual({
      owner: "memory-hpa",
      command: undefined,
    });
  });
});
