import { describe, expect, test } from "vitest";
import { isSelected, untolerated } from "../../../src/diagnosis/scheduling/node-match.ts";
import { nodeView } from "../../../src/diagnosis/scheduling/node-view.ts";
import { type Placement, placementOf, requestsOf } from "../../../src/diagnosis/scheduling/placement.ts";

const place = (spec: object): Placement => {
  const placement = placementOf({ containers: [{ name: "web" }], ...spec });
  if (placement === undefined) throw new Error("the specification was not understood");
  return placement;
};
const node = (labels: Record<string, string>, taints: object[] = []) =>
  nodeView({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "worker-1", labels },
    spec: { taints },
    status: { allocatable: { cpu: "2", memory: "4Gi" } },
  });
const affinity = (...matchExpressions: object[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    },
  },
});

describe("a node is selected", () => {
  test.each([
    ["by no constraint", {}, true],
    ["by its label", { nodeSelector: { disk: "ssd" } }, true],
    ["not by another value", { nodeSelector: { disk: "nvme" } }, false],
    ["by In", affinity({ key: "disk", operator: "In", values: ["hdd", "ssd"] }), true],
    ["by NotIn of a label that it lacks", affinity({ key: "zone", operator: "NotIn", values: ["a"] }), true],
    ["by Gt", affinity({ key: "cores", operator: "Gt", values: ["4"] }), true],
    ["not by Exists of a label that it lacks", affinity({ key: "gpu", operator: "Exists" }), false],
    ["not by an empty term", affinity(), false],
  ])("%s", (_what, spec, expected) => {
    expect(isSelected(place(spec), node({ disk: "ssd", cores: "8" }))).toBe(expected);
  });
});

describe("a taint keeps the pod away", () => {
  const taint = { key: "dedicated", value: "batch", effect: "NoSchedule" };
  test.each([
    ["without a toleration", [], 1],
    ["not with the same value", [{ key: "dedicated", value: "batch" }], 0],
    ["with another value", [{ key: "dedicated", operator: "Equal", value: "web" }], 1],
    ["not where all of the key is tolerated", [{ key: "dedicated", operator: "Exists" }], 0],
    ["with another effect", [{ key: "dedicated", operator: "Exists", effect: "NoExecute" }], 1],
    ["not where everything is tolerated", [{ operator: "Exists" }], 0],
  ])("%s", (_what, tolerations, count) => {
    expect(untolerated(place({ tolerations }), node({}, [taint]))).toHaveLength(count);
  });

  test("never where it only discourages", () => {
    expect(untolerated(place({}), node({}, [{ ...taint, effect: "PreferNoSchedule" }]))).toEqual([]);
  });
});

describe("what a pod asks for", () => {
  test("the sum of its containers, or the largest init container beside the sidecars before it", () => {
    const request = (cpu: string) => ({ resources: { requests: { cpu } } });
    const placement = place({
      containers: [
        { name: "a", ...request("500m") },
        { name: "b", resources: { limits: { cpu: "1" } } },
      ],
      initContainers: [
        { name: "proxy", restartPolicy: "Always", ...request("200m") },
        { name: "migrate", ...request("3") },
      ],
    });
    expect(requestsOf(placement)).toEqual(new Map([["cpu", 3200]]));
  });
});
