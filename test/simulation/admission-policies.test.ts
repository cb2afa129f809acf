import { describe, expect, it } from "vitest";
import { openSimulation, type Simulation } from "./open-simulation.ts";

const pod = (namespace: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "a", namespace },
  spec: { containers: [{ name: "web", image: "app:1" }] },
});
const refusal = async ({ cluster }: Simulation, object: object) =>
  cluster.apply([object]).then(
    () => "",
    (reason: unknown) => (reason instanceof Error ? reason.message : ""),
  );

describe("an admission policy", () => {
  const group = "admissionregistration.k8s.io/v1";
  const pods = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }];
  const policy = (validation: object) => ({
    apiVersion: group,
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: "labels" },
    spec: { matchConstraints: { resourceRules: pods }, validations: [validation] },
  });
  const binding = {
    apiVersion: group,
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: "labels-of-shop" },
    spec: {
      policyName: "labels",
      validationActions: ["Deny"],
      matchResources: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } },
    },
  };
  const told =
    "pods \"a\" is forbidden: ValidatingAdmissionPolicy 'labels' with binding 'labels-of-shop' denied request: ";
  const expression = "has(object.metadata.labels) && 'team' in object.metadata.labels";

  it.each([
    [{ expression, message: "pods name their team" }, `${told}pods name their team`],
    [{ expression }, `${told}failed expression: ${expression}`],
    [{ expression: "object.spec.containers.size() < 5" }, ""],
  ])("answers to %j", async (validation, answer) => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([policy(validation), binding]);
    expect(await refusal(simulation, pod("shop"))).toBe(answer);
    expect(await refusal(simulation, pod("other"))).toBe("");
  });
});
