import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { applyJsonPatch } from "../../../src/kubernetes/json-patch-apply.ts";
import { compileEdits } from "../../../src/remediation/actions/field-edit.ts";

const object = (resources: object): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: { resources },
});

describe("edits below a branch that is not there", () => {
  const edits = [
    { pointer: "/spec/resources/limits/cpu", from: undefined, to: "50m" },
    { pointer: "/spec/resources/limits/memory", from: undefined, to: "64Mi" },
    { pointer: "/spec/resources/requests/cpu", from: "10m", to: "50m" },
  ];
  const before = object({ requests: { cpu: "10m" } });

  test("make it once, whole, so that what is written can be found again", () => {
    const { patch } = compileEdits(before, edits);
    expect(patch.filter(({ op }) => op === "add")).toEqual([
      { op: "add", path: "/spec/resources/limits", value: { cpu: "50m", memory: "64Mi" } },
    ]);
  });

  test("are undone exactly", () => {
    const { patch, inverse } = compileEdits(before, edits);
    const after = applyJsonPatch(before, patch);
    expect(after.spec).toEqual({
      resources: { limits: { cpu: "50m", memory: "64Mi" }, requests: { cpu: "50m" } },
    });
    expect(applyJsonPatch(after, inverse)).toEqual(before);
  });

  test("may lie deeper than the branch", () => {
    const deep = [
      { pointer: "/spec/a/b", from: undefined, to: 1 },
      { pointer: "/spec/a/c/d", from: undefined, to: 2 },
    ];
    const { patch } = compileEdits(object({}), deep);
    expect(patch.at(-1)).toEqual({ op: "add", path: "/spec/a", value: { b: 1, c: { d: 2 } } });
  });
});
