import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { applyJsonPatch, PatchMismatch } from "../../src/simulation/patch/json-patch.ts";
import { applyMergePatch } from "../../src/simulation/patch/merge-patch.ts";
import { applyStrategicMergePatch } from "../../src/simulation/patch/strategic-merge-patch.ts";
import { classicStress, deployment } from "./manifests.ts";
import { openSimulation } from "./open-simulation.ts";

describe("JSON Patch", () => {
  const document = { list: [1, 2], map: { "a/b": 1, "m~n": 2 } };

  it.each([
    [
      { op: "add", path: "/list/1", value: 9 },
      { ...document, list: [1, 9, 2] },
    ],
    [
      { op: "add", path: "/list/-", value: 9 },
      { ...document, list: [1, 2, 9] },
    ],
    [
      { op: "replace", path: "/map/a~1b", value: 3 },
      { ...document, map: { "a/b": 3, "m~n": 2 } },
    ],
    [
      { op: "remove", path: "/map/m~0n" },
      { ...document, map: { "a/b": 1 } },
    ],
    [
      { op: "move", from: "/list/0", path: "/first" },
      { ...document, list: [2], first: 1 },
    ],
    [
      { op: "copy", from: "/list", path: "/twin" },
      { ...document, twin: [1, 2] },
    ],
    [{ op: "test", path: "/list", value: [1, 2] }, document],
    [{ op: "test", path: "/missing", value: null }, document],
  ])("does %j", (operation, expected) => {
    expect(applyJsonPatch(document, [operation])).toEqual(expected);
  });

  it.each([
    { op: "test", path: "/list/0", value: 2 },
    { op: "test", path: "/none/deep", value: 1 },
    { op: "remove", path: "/none" },
    { op: "replace", path: "/list/2", value: 1 },
    { op: "add", path: "/list/4", value: 1 },
    { op: "add", path: "/none/deep", value: 1 },
    { op: "remove", path: "/list/01" },
    { op: "replace", path: "/constructor", value: 1 },
    { op: "jump", path: "/list" },
  ])("refuses %j, and changes nothing", (operation) => {
    const before = structuredClone(document);
    expect(() => applyJsonPatch(document, [{ op: "remove", path: "/map" }, operation])).toThrow(
      PatchMismatch,
    );
    expect(document).toEqual(before);
  });

  it("undoes what it did when its inverse is sent", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.string(),
        fc.jsonValue(),
        (map, key, value) => {
          const start = JSON.parse(JSON.stringify(map)) as Record<string, unknown>;
          const path = `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
          const had = Object.hasOwn(start, key);
          const there = applyJsonPatch(start, [{ op: "add", path, value }]);
          const back = had ? { op: "replace", path, value: start[key] } : { op: "remove", path };
          expect(applyJsonPatch(there, [{ op: "test", path, value }, back])).toEqual(start);
        },
      ),
    );
  });
});

describe("merge patches", () => {
  const spec = { containers: [{ name: "a", image: "1", env: [{ name: "X", value: "1" }] }, { name: "b" }] };

  it("replace lists whole and drop what is null", () => {
    expect(applyMergePatch({ spec, kept: 1, gone: 2 }, { spec: { containers: [] }, gone: null })).toEqual({
      spec: { containers: [] },
      kept: 1,
    });
  });

  it("merge lists by their key when they are strategic", () => {
    const patch = {
      containers: [
        { name: "a", image: "2", env: [{ name: "Y", value: "2" }] },
        { name: "b", $patch: "delete" },
        { name: "c" },
      ],
      "$setElementOrder/containers": [{ name: "a" }, { name: "c" }],
    };
    const env = [
      { name: "X", value: "1" },
      { name: "Y", value: "2" },
    ];
    expect(applyStrategicMergePatch(spec, patch)).toEqual({
      containers: [{ name: "a", image: "2", env }, { name: "c" }],
    });
  });

  it("replace what they are told to replace, and keep only what they are told to keep", () => {
    expect(applyStrategicMergePatch({ a: { x: 1 } }, { a: { $patch: "replace", y: 2 } })).toEqual({
      a: { y: 2 },
    });
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } };
    expect(applyStrategicMergePatch(strategy, { $retainKeys: ["type"], type: "Recreate" })).toEqual({
      type: "Recreate",
    });
  });
});

describe("managed fields", () => {
  it("name who set what, in the form of a real server", async () => {
    const { cluster, clock, apps, read } = await openSimulation();
    await cluster.apply([deployment("stress", classicStress)]);
    clock.advance(5_000);
    await apps.patchNamespacedDeployment({
      ...{ namespace: "shop", name: "stress", fieldManager: "kube-autofix" },
      body: [
        { op: "replace", path: "/spec/template/spec/containers/0/resources/limits/memory", value: "300Mi" },
        { op: "add", path: "/metadata/annotations/kubernetes.io~1change-cause", value: "x" },
      ],
    });
    clock.advance(5_000);
    const { metadata } = (await read("/apis/apps/v1/namespaces/shop/deployments/stress")) as KubernetesObject;
    const by = (manager: string) => metadata.managedFields?.filter((entry) => entry.manager === manager);
    const memory = { 'k:{"name":"stress"}': { "f:resources": { "f:limits": { "f:memory": {} } } } };
    expect(by("kube-autofix")).toMatchObject([
      {
        operation: "Update",
        fieldsV1: {
          "f:metadata": { "f:annotations": { "f:kubernetes.io/change-cause": {} } },
          "f:spec": { "f:template": { "f:spec": { "f:containers": memory } } },
        },
      },
    ]);
    const [applied] = by("kubectl-client-side-apply") ?? [];
    const fields = applied?.fieldsV1 as Record<string, Record<string, Record<string, unknown>>>;
    expect(fields["f:spec"]?.["f:template"]).toEqual({
      "f:metadata": { "f:labels": { ".": {}, "f:app": {} } },
      "f:spec": {
        "f:containers": {
          'k:{"name":"stress"}': {
            ...{
              ".": {},
              "f:args": {},
              "f:command": {},
              "f:image": {},
              "f:imagePullPolicy": {},
              "f:name": {},
            },
            "f:resources": { ".": {}, "f:limits": {}, "f:requests": { ".": {}, "f:memory": {} } },
            ...{ "f:terminationMessagePath": {}, "f:terminationMessagePolicy": {} },
          },
        },
        ...{ "f:dnsPolicy": {}, "f:restartPolicy": {}, "f:schedulerName": {}, "f:securityContext": {} },
        "f:terminationGracePeriodSeconds": {},
      },
    });
    expect(by("kube-controller-manager")).toMatchObject([
      {
        subresource: "status",
        fieldsV1: {
          "f:metadata": { "f:annotations": { "f:deployment.kubernetes.io/revision": {} } },
          "f:status": { "f:conditions": { 'k:{"type":"Available"}': { "f:status": {} } } },
        },
      },
    ]);
  });
});
