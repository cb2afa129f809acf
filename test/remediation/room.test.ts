import { expect, test } from "vitest";
import { nodeMatches } from "../../src/remediation/facts/node-match.ts";
import { gitOpsOwner, operatorOwner } from "../../src/remediation/ownership.ts";
import { overCapacity } from "../../src/remediation/sizing/capacity.ts";
import { plainDeployment } from "./support/workloads.ts";

const MI = 2 ** 20;
const capacity = { freeBytes: [10 * MI, 900 * MI], quotas: [], limitRanges: [] };
const demand = {
  replicas: 2,
  surge: 0,
  fromLimitBytes: 100 * MI,
  toLimitBytes: 200 * MI,
  fromRequestBytes: 100 * MI,
  toRequestBytes: 200 * MI,
  otherRequestBytes: 0,
  otherLimitBytes: 0,
};

test("pods that may go anywhere need room somewhere, those of a DaemonSet on each node", () => {
  expect(overCapacity(capacity, demand)).toBeUndefined();
  expect(overCapacity(capacity, { ...demand, isOnEveryNode: true })).toContain("not every node has 200Mi");
  const roomy = { ...capacity, freeBytes: [100 * MI, 900 * MI] };
  expect(overCapacity(roomy, { ...demand, isOnEveryNode: true })).toBeUndefined();
});

test("a pod that runs has the room of its own node alone, cordoned or not", () => {
  const node = (name: string) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec: { unschedulable: true },
  });
  const pod = { containers: [{ name: "web" }], nodeName: "a" };
  expect([node("a"), node("b")].map((one) => nodeMatches(one, pod))).toEqual([true, false]);
  expect(nodeMatches(node("a"), { containers: [] })).toBe(false);
});

test.each([true, undefined])(
  "an object that another one owns (controller: %s) is its owner's to change",
  (controller) => {
    const owner = {
      apiVersion: "operators.coreos.com/v1alpha1",
      kind: "ClusterServiceVersion",
      name: "csv",
      uid: "o",
    };
    const ownerReferences = [controller === undefined ? owner : { ...owner, controller }];
    const owned = plainDeployment("web", { ownerReferences });
    expect(operatorOwner(owned)?.sentence).toContain("ClusterServiceVersion csv");
    expect(operatorOwner(plainDeployment("web"))).toBeUndefined();
    expect(gitOpsOwner(owned)).toBeUndefined();
  },
);
