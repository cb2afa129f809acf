import { describe, expect, test } from "vitest";
import { parseUnschedulable } from "../../../src/diagnosis/scheduling/unschedulable-message.ts";

const told = (message: string) =>
  parseUnschedulable(message)?.refusals.map(({ nodes, refusal, resource, taint }) =>
    [nodes, refusal, resource, taint && `${taint.key}=${taint.value}`].filter((part) => part).join(" "),
  );

describe("the scheduler's message", () => {
  test.each([
    [
      "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
      ["1 resource cpu"],
    ],
    [
      "0/5 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient cpu, 2 Insufficient nvidia.com/gpu, 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/5 nodes are available: 5 Preemption is not helpful for scheduling.",
      [
        "1 taint node-role.kubernetes.io/control-plane=",
        "2 resource cpu",
        "2 resource nvidia.com/gpu",
        "2 selector",
      ],
    ],
    [
      "0/3 nodes are available: 3 node(s) had taint {dedicated: batch}, that the pod didn't tolerate.",
      ["3 taint dedicated=batch"],
    ],
    [
      "0/2 nodes are available: 1 node(s) were unschedulable, 1 node(s) didn't have free ports for the requested pod ports.",
      ["1 cordoned", "1 host-port"],
    ],
    [
      "0/4 nodes are available: 1 Too many pods, 1 node(s) didn't match pod affinity rules, 1 node(s) didn't match pod anti-affinity rules, 1 node(s) didn't match pod topology spread constraints (missing required label).",
      ["1 too-many-pods", "1 pod-affinity", "1 pod-anti-affinity", "1 spread"],
    ],
    [
      "0/3 nodes are available: 1 node(s) had volume node affinity conflict, 2 node(s) didn't find available persistent volumes to bind.",
      ["1 volume", "2 volume"],
    ],
    ["0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity.", ["2 volume"]],
    ["0/1 nodes are available: 1 node(s) exceed max volume count.", ["1 volume"]],
    ["0/2 nodes are available: 2 a plugin of our own said no.", ["2 other"]],
  ])("%s", (message, expected) => {
    expect(told(message)).toEqual(expected);
  });

  test.each([
    [
      "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found",
      "pod has unbound immediate PersistentVolumeClaims",
    ],
    [
      '0/3 nodes are available: persistentvolumeclaim "ledger" not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
      'persistentvolumeclaim "ledger" not found',
    ],
    ["no nodes available to schedule pods", "there is no node"],
  ])("what holds for the pod itself: %s", (message, expected) => {
    expect(parseUnschedulable(message)?.ofPod).toBe(expected);
  });

  test("another text is not understood", () => {
    expect(parseUnschedulable("running PreFilter plugin failed")).toBeUndefined();
  });
});
