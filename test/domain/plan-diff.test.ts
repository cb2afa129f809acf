import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Action } from "../../src/domain/action.ts";
import type { JsonPatch } from "../../src/domain/json-patch.ts";
import { planDiff } from "../../src/domain/plan-diff.ts";

const action = (patch: JsonPatch, inverse: JsonPatch = []): Action => ({
  type: "ReplaceStuckPods",
  parameters: { oldRevision: "r1" },
  target: { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web", uid: "u" },
  patch,
  inverse,
  proof: { kind: "rollout", soakSeconds: 60, clipped: false, sentence: "" },
  sentence: "does something",
});
const diff = (patch: JsonPatch, inverse?: JsonPatch) =>
  planDiff({ actions: [action(patch, inverse)] }).slice(1);

const LIMIT = "/spec/template/spec/containers/0/resources/limits/memory";
const TEMPLATE = "/spec/template";
const template = (image: string, env: { name: string; value: string }[] = []) => ({
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "app", image, env }] },
});
const replaced = (before: unknown, after: unknown): JsonPatch => [
  { op: "test", path: TEMPLATE, value: before },
  { op: "replace", path: TEMPLATE, value: after },
];

describe("the diff of a plan", () => {
  it("says what each action does before what it changes", () => {
    expect(planDiff({ actions: [action([]), action([])] })).toEqual(["  does something", "  does something"]);
  });

  it("shows a replaced field as it is and as it will be, and leaves out what is only tested", () => {
    expect(
      diff([
        { op: "test", path: "/metadata/uid", value: "u" },
        { op: "test", path: LIMIT, value: "100Mi" },
        { op: "replace", path: LIMIT, value: "230Mi" },
      ]),
    ).toEqual([
      "- spec.template.spec.containers[0].resources.limits.memory: 100Mi",
      "+ spec.template.spec.containers[0].resources.limits.memory: 230Mi",
    ]);
  });

  it("shows what is added and what is removed, with slashes of names undone", () => {
    expect(
      diff([
        { op: "add", path: "/metadata/annotations/kubernetes.io~1change-cause", value: "kube-autofix" },
        { op: "test", path: "/spec/paused", value: true },
        { op: "remove", path: "/spec/paused" },
      ]),
    ).toEqual(["+ metadata.annotations.kubernetes.io/change-cause: kube-autofix", "- spec.paused: true"]);
  });

  it("takes the present value from the inverse where no operation tests it", () => {
    const inverse: JsonPatch = [{ op: "replace", path: LIMIT, value: "100Mi" }];
    expect(diff([{ op: "replace", path: LIMIT, value: "230Mi" }], inverse)[0]).toMatch(/^- .*100Mi$/);
  });

  it("shows of a whole template the leaves that differ alone", () => {
    expect(diff(replaced(template("web:2"), template("web:1")))).toEqual([
      "- spec.template.spec.containers[app].image: web:2",
      "+ spec.template.spec.containers[app].image: web:1",
    ]);
  });

  it("hides values of variables that are secret by their name", () => {
    const before = template("web:1", [{ name: "DB_PASSWORD", value: "hunter2" }]);
    const after = template("web:1", [{ name: "DB_PASSWORD", value: "correct-horse" }]);
    const text = diff(replaced(before, after)).join("\n");
    expect(text).toContain("env[DB_PASSWORD].value: [redacted]");
    expect(text).not.toMatch(/hunter2|correct-horse/);
  });

  it("is bounded, and says how much it left out", () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, index]));
    const lines = planDiff({ actions: [action([{ op: "add", path: "/data", value: many }])] });
    expect(lines).toHaveLength(200);
    expect(lines.at(-1)).toBe("  ... 302 more lines");
  });

  it("is empty exactly when nothing changes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(diff(replaced(before, before))).toEqual([]);
        const lines = diff(replaced(before, after));
        for (const line of lines) expect(line).toMatch(/^[-+] /);
      }),
    );
  });
});
