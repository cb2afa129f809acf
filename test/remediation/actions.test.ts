import fc from "fast-check";
import { expect, test } from "vitest";
import { sealPlan } from "../../src/domain/plan.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { applyJsonPatch } from "../../src/kubernetes/json-patch-apply.ts";
import { formatMemory } from "../../src/kubernetes/quantity.ts";
import { rollBackRevision } from "../../src/remediation/actions/roll-back-revision.ts";
import { setMemoryLimit } from "../../src/remediation/actions/set-memory-limit.ts";
import { targetLimit } from "../../src/remediation/sizing/target-limit.ts";
import { memoryCase } from "./support/memory-case.ts";
import { plainDeployment } from "./support/workloads.ts";

const MI = 2 ** 20;
const settings = { verifySoakSeconds: 60, verifySoakMaxSeconds: 1800 };
const trail = { incidentId: "incident-1", attemptNumber: 2 };

/** A Deployment with our container somewhere among others, and whatever annotations it had. */
const objects = fc
  .record({
    limitMi: fc.integer({ min: 4, max: 4096 }),
    requestMi: fc.option(fc.integer({ min: 1, max: 4096 })),
    before: fc.nat({ max: 3 }),
    isInit: fc.boolean(),
    annotations: fc.option(
      fc.dictionary(
        fc.constantFrom("a", "kubernetes.io/change-cause", "kube-autofix.io/attempt"),
        fc.string(),
      ),
      { nil: undefined },
    ),
  })
  .map(({ limitMi, requestMi, before, isInit, annotations }) => {
    const object: KubernetesObject = plainDeployment("web", { uid: "u", generation: 3 });
    if (annotations !== undefined) object.metadata.annotations = annotations;
    const resources = {
      limits: { memory: formatMemory(limitMi * MI) },
      ...(requestMi === null
        ? {}
        : { requests: { memory: formatMemory(Math.min(requestMi, limitMi) * MI) } }),
    };
    const others = Array.from({ length: before }, (_, index) => ({ name: `other${index}` }));
    const ours = [...others, { name: "web", resources }];
    const spec = isInit ? { containers: others, initContainers: ours } : { containers: ours };
    return { ...object, spec: { template: { spec } } } as KubernetesObject;
  });

/** The API server stores no empty map. */
function stored(object: KubernetesObject): KubernetesObject {
  const { annotations, ...metadata } = object.metadata;
  return { ...object, metadata: Object.keys(annotations ?? {}).length === 0 ? metadata : object.metadata };
}

test("a memory patch and then its inverse is the identity, whatever was there", () => {
  fc.assert(
    fc.property(objects, fc.integer({ min: 101, max: 400 }), (object, percent) => {
      const limit = 4097 * MI * (percent / 100);
      const target = targetLimit(memoryCase({ declaredNeed: { bytes: limit, from: "test" } }), 0);
      const action = setMemoryLimit({
        object,
        memory: memoryCase(),
        target,
        trail,
        longestRunSeconds: 1,
        settings,
      });
      if (action === undefined) throw new Error("no action");
      const changed = applyJsonPatch(object, action.patch);
      expect(changed).not.toEqual(object);
      expect(stored(applyJsonPatch(changed, action.inverse))).toEqual(stored(object));
    }),
  );
});

test("a return to a revision and then its inverse is the identity, and carries no pod-template-hash", () => {
  const object: KubernetesObject = plainDeployment("web", { uid: "u" });
  const template = structuredClone((object.spec as { template: Record<string, unknown> }).template);
  (template.metadata as { labels: Record<string, string> }).labels["pod-template-hash"] = "abc";
  const to = { apiVersion: "apps/v1", kind: "ReplicaSet", namespace: "shop", name: "web-abc", uid: "r" };
  const rollback = { to, toRevision: 1, fromRevision: 2, ranSeconds: 900, template, why: "it ran well" };
  const action = rollBackRevision({ object, rollback, trail, longestRunSeconds: 5, settings });
  if (action === undefined) throw new Error("no action");
  const changed = applyJsonPatch(object, action.patch);
  expect(JSON.stringify(changed)).not.toContain("pod-template-hash");
  expect(stored(applyJsonPatch(changed, action.inverse))).toEqual(stored(object));
});

test.each([
  ["another UID", (object: KubernetesObject) => (object.metadata.uid = "other")],
  ["another value", (object: KubernetesObject) => set(object, "limits", "101Mi")],
  ["another request", (object: KubernetesObject) => set(object, "requests", "51Mi")],
  ["another container at the index", (object: KubernetesObject) => (containers(object)[0] = { name: "x" })],
])("a patch does not apply to %s", (_name, change) => {
  const object: KubernetesObject = plainDeployment("web", { uid: "u" });
  const target = targetLimit(memoryCase(), 100 * MI);
  const input = { object, memory: memoryCase(), target, trail, longestRunSeconds: 1, settings };
  const action = setMemoryLimit(input);
  const other = structuredClone(object);
  change(other);
  expect(() => applyJsonPatch(other, action?.patch ?? [])).toThrow(/does not apply/);
});

test("a plan's digest changes with any field that a person is shown", () => {
  const object: KubernetesObject = plainDeployment("web", { uid: "u" });
  const target = targetLimit(memoryCase(), 100 * MI);
  const input = { object, memory: memoryCase(), target, trail, longestRunSeconds: 1, settings };
  const action = setMemoryLimit(input);
  if (action === undefined) throw new Error("no action");
  const draft = {
    incidentId: "i",
    sentence: "s",
    risk: { level: "low" as const, reasons: ["r"] },
    actions: [action],
    notes: ["n"],
  };
  const verdict = { verdict: "auto", rule: "r", reason: "because", autonomy: "auto" } as const;
  const { digest } = sealPlan(draft, verdict);
  const others = [
    sealPlan({ ...draft, notes: [] }, verdict),
    sealPlan({ ...draft, sentence: "t" }, verdict),
    sealPlan({ ...draft, risk: { level: "high", reasons: ["r"] } }, verdict),
    sealPlan({ ...draft, actions: [{ ...action, patch: action.patch.slice(1) }] }, verdict),
    sealPlan({ ...draft, actions: [{ ...action, inverse: [] }] }, verdict),
    sealPlan(draft, { ...verdict, verdict: "approve" }),
    sealPlan(draft, { ...verdict, reason: "else" }),
  ];
  expect(new Set([digest, ...others.map((plan) => plan.digest)]).size).toBe(others.length + 1);
});

function containers(object: KubernetesObject): unknown[] {
  return (object.spec as { template: { spec: { containers: unknown[] } } }).template.spec.containers;
}

function set(object: KubernetesObject, kind: "limits" | "requests", value: string): void {
  const [web] = containers(object) as { resources: Record<string, { memory: string }> }[];
  const resources = web?.resources[kind];
  if (resources !== undefined) resources.memory = value;
}

test("what grows without end is watched for as long as it would live under its new limit, twice", () => {
  const soakOf = (growth: "unknown" | "unbounded") => {
    const memory = memoryCase({ growth, limitBytes: 256 * MI });
    const object: KubernetesObject = {
      ...plainDeployment("web", { uid: "u" }),
      spec: {
        template: { spec: { containers: [{ name: "web", resources: { limits: { memory: "256Mi" } } }] } },
      },
    };
    const target = targetLimit(memory, 256 * MI);
    return setMemoryLimit({ object, memory, target, trail, longestRunSeconds: 56, settings })?.proof
      .soakSeconds;
  };
  expect(soakOf("unknown")).toBe(112);
  expect(soakOf("unbounded")).toBe(224);
});
