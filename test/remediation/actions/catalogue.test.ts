import { describe, expect, test } from "vitest";
import { type Action, actionSchema } from "../../../src/domain/action.ts";
import { sealPlan } from "../../../src/domain/plan.ts";
import type { Repair, RepairType } from "../../../src/domain/repair.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { applyJsonPatch, parsePointer, valueAt } from "../../../src/kubernetes/json-patch-apply.ts";
import { refOf } from "../../../src/kubernetes/kubernetes-object.ts";
import { definitionOf, isStepAction, REPAIR_TYPES } from "../../../src/remediation/actions/catalogue.ts";
import { repairAction } from "../../../src/remediation/actions/repair-action.ts";
import { changedManifest } from "../../../src/remediation/changed-manifest.ts";
import { riskOf } from "../../../src/remediation/planning/risk.ts";
import { rolloutStrategy } from "../../../src/remediation/planning/rollout-strategy.ts";
import { CASES, REFUSALS } from "./data/cases.ts";

const settings = { verifySoakSeconds: 60, verifySoakMaxSeconds: 1800 };

function compile(object: KubernetesObject, type: string, parameters: object, isExclusive = false) {
  const repair = { type, parameters, target: refOf(object), isExclusive } as Repair;
  const trail = { incidentId: "incident-1", attemptNumber: 1 };
  return { repair, made: repairAction({ object, repair, trail, longestRunSeconds: 0, settings }) };
}

function actionOf(object: KubernetesObject, type: string, parameters: object) {
  const { made } = compile(object, type, parameters);
  if ("impossible" in made) throw new Error(made.impossible);
  return made.action;
}

/** The API server stores no empty map; what stood above a new branch is gone with it. */
function stored(object: KubernetesObject): unknown {
  return JSON.parse(
    JSON.stringify(object, (_key, value: unknown) =>
      value !== null && typeof value === "object" && Object.keys(value).length === 0 ? undefined : value,
    ),
  );
}

function changedAt(object: KubernetesObject, pointer: string): KubernetesObject {
  const copy = structuredClone(object);
  const keys = parsePointer(pointer);
  const parent = valueAt(copy, pointer.slice(0, pointer.lastIndexOf("/"))) as Record<string, unknown>;
  parent[keys.at(-1) ?? ""] = "somebody-else";
  return copy;
}

describe.each(CASES)("$type: $name", (one) => {
  const { object, type, parameters } = one;

  test("says what it does and proves it by its kind", () => {
    const action = actionOf(object, type, parameters);
    expect(actionSchema.parse(action)).toEqual(action);
    expect(action).toMatchObject({ type, target: { kind: object.kind, uid: "uid-1" } });
    expect(action.sentence).toMatch(one.sentence);
    expect(action.proof.kind).toBe(one.proof);
  });

  test("changes its fields, its trail and nothing else; its inverse is the way back", () => {
    const action = actionOf(object, type, parameters);
    const changed = applyJsonPatch(object, action.patch);
    for (const [pointer, value] of one.changes) expect(valueAt(changed, pointer)).toEqual(value);
    const back = applyJsonPatch(changed, action.inverse);
    expect(stored(back)).toEqual(stored(object));
    const written = action.patch.filter(({ op }) => op !== "test").map(({ path }) => path);
    expect(written.filter((path) => !path.startsWith("/metadata/annotations")).length).toBeLessThanOrEqual(
      one.changes.length,
    );
  });

  test.each(one.relies)("is not written where %s is another one", (pointer) => {
    const { patch } = actionOf(object, type, parameters);
    expect(() => applyJsonPatch(changedAt(object, pointer), patch)).toThrow(/does not apply/);
  });

  test("writes no field without a test of what stood there", () => {
    const { patch, inverse } = actionOf(object, type, parameters);
    for (const operations of [patch, inverse])
      for (const [index, { op, path }] of operations.entries())
        if (op !== "test")
          expect(operations.slice(0, index)).toContainEqual(expect.objectContaining({ op: "test", path }));
  });

  test("has a default verdict, which exclusive evidence alone widens", () => {
    const verdicts = [false, true].map((isExclusive) => {
      const { repair } = compile(object, type, parameters, isExclusive);
      return definitionOf<RepairType>(repair).verdict(repair as never);
    });
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(one.verdicts);
    for (const { rule, reason } of verdicts) expect([rule, reason]).not.toContain("");
  });

  test("tells its risk", () => {
    const action = actionOf(object, type, parameters);
    const alone = riskOf([action], "", rolloutStrategy(object));
    expect(alone.level !== "low").toBe(one.hasRisk);
    expect(alone.reasons.length).toBeGreaterThan(0);
  });

  test("gives the part of the manifest that its source would hold", () => {
    const action = actionOf(object, type, parameters);
    const manifest = changedManifest(object, action) ?? "";
    expect(manifest).toContain(`kind: ${object.kind}`);
    for (const [, value] of one.changes)
      if (typeof value === "string" || typeof value === "number") expect(manifest).toContain(String(value));
  });
});

test.each(REFUSALS)("refuses %s", (_what, type, object, parameters, why) => {
  const { made } = compile(object, type, parameters);
  // What is not as it was found is worth another look; every other refusal is one for a person.
  const isOutdated = /another value|nothing would change/.test(why.source);
  expect(made).toEqual({ impossible: expect.stringMatching(why), ...(isOutdated && { isOutdated }) });
});

test("a plan's digest changes with any field of any action", () => {
  const verdict = { verdict: "approve", rule: "r", reason: "because", autonomy: "auto" } as const;
  const risk = { level: "low" as const, reasons: [] };
  const digestOf = (action: object) =>
    sealPlan({ incidentId: "i", sentence: "s", risk, notes: [], actions: [action as never] }, verdict).digest;
  for (const { object, type, parameters } of CASES) {
    const action = actionOf(object, type, parameters);
    const others = [
      { ...action, target: { ...action.target, name: "other" } },
      { ...action, patch: action.patch.slice(1) },
      { ...action, inverse: action.inverse.slice(1) },
      { ...action, sentence: "other" },
      { ...action, proof: { ...action.proof, soakSeconds: 1 } },
      ...Object.keys(parameters).map((key) => ({
        ...action,
        parameters: { ...action.parameters, [key]: "other" },
      })),
    ];
    const digests = new Set([action, ...others].map(digestOf));
    expect(digests.size).toBe(others.length + 1);
  }
});

test("every repair of the catalogue has its cases", () => {
  const tested = new Set<string>(CASES.map(({ type }) => type));
  const patches = REPAIR_TYPES.filter((type) => !isStepAction({ type } as Action));
  expect(patches.filter((type) => !tested.has(type))).toEqual([]);
});
