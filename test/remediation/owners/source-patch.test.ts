import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Action } from "../../../src/domain/action.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { changedSpec } from "../../../src/remediation/owners/changed-parts.ts";
import { gitOpsSteps } from "../../../src/remediation/owners/gitops-steps.ts";
import { fluxSourceOf, type Source, sourceOfApplication } from "../../../src/remediation/owners/source.ts";
import { strategicPatch } from "../../../src/remediation/owners/source-patch.ts";
import { raise } from "../../contract/owner-stage.ts";
import { plainDeployment } from "../support/workloads.ts";

const web = () => plainDeployment("web") as KubernetesObject;
const withPod = (change: (spec: Record<string, unknown>, container: Record<string, unknown>) => unknown) => {
  const object = structuredClone(web()) as unknown as {
    spec: { template: { spec: Record<string, unknown> & { containers: Record<string, unknown>[] } } };
  };
  const { spec } = object.spec.template;
  change(spec, spec.containers[0] ?? {});
  return object as unknown as KubernetesObject;
};
const podOf = (patch: Record<string, unknown> | undefined) =>
  (patch as { spec: { template: { spec: unknown } } }).spec.template.spec;

describe("what differs, as a strategic merge patch says it", () => {
  test.each([
    [
      "another image stands at its container's name",
      withPod((_spec, container) => Object.assign(container, { image: "registry.example.org/web:2" })),
      { containers: [{ name: "web", image: "registry.example.org/web:2" }] },
    ],
    [
      "a field that is gone is null",
      withPod((_spec, container) => void delete container.resources),
      { containers: [{ name: "web", resources: null }] },
    ],
    [
      "a list without names stands there whole",
      withPod((_spec, container) => Object.assign(container, { args: ["--port", "80"] })),
      { containers: [{ name: "web", args: ["--port", "80"] }] },
    ],
    [
      "a container that comes is whole",
      withPod((spec) => void (spec.containers as unknown[]).push({ name: "proxy", image: "proxy:1" })),
      { containers: [{ name: "proxy", image: "proxy:1" }] },
    ],
  ])("%s", (_what, after, expected) => {
    expect(podOf(changedSpec(web(), after))).toEqual(expected);
  });

  test("a list that is merged by another key says that it replaces, and a container that goes that it is deleted", () => {
    const before = withPod((spec, container) => {
      container.ports = [{ containerPort: 80 }, { containerPort: 81 }];
      (spec.containers as unknown[]).push({ name: "proxy", image: "proxy:1" });
    });
    const after = withPod((_spec, container) => Object.assign(container, { ports: [{ containerPort: 80 }] }));
    expect(podOf(changedSpec(before, after))).toEqual({
      containers: [
        { name: "web", ports: [{ containerPort: 80 }, { $patch: "replace" }] },
        { name: "proxy", $patch: "delete" },
      ],
    });
  });

  test("of two like each other there is none", () => {
    expect(changedSpec(web(), web())).toBeUndefined();
  });

  test("what looks like a secret is in no patch, and half a change is none", () => {
    const edit = (path: string, value: unknown): Pick<Action, "patch"> => ({
      patch: [{ op: "add", path, value }],
    });
    const env = "/spec/template/spec/containers/0/env";
    expect(strategicPatch(web(), edit(env, [{ name: "MODE", value: "fast" }]))).toContain("MODE");
    expect(strategicPatch(web(), edit(env, [{ name: "DB_PASSWORD", value: "hunter2hunter2" }]))).toBe(
      undefined,
    );
  });
});

const application = (source: object, status: object = {}): KubernetesObject => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Application",
  metadata: { name: "shop", namespace: "argocd" },
  spec: { source: { repoURL: "https://git.example.org/shop.git", ...source } },
  status,
});

const fluxOf = async (prefix: string) => {
  const labels = {
    [`${prefix}.toolkit.fluxcd.io/name`]: "apps",
    [`${prefix}.toolkit.fluxcd.io/namespace`]: "fleet",
  };
  const object = plainDeployment("web", { labels }) as KubernetesObject;
  return fluxSourceOf({ serves: async () => false } as never, object, AbortSignal.timeout(1000));
};

describe("the patch that the source's own object can hold", () => {
  const heldIn = (source: Source | undefined) =>
    gitOpsSteps(source, web(), raise(web())).flatMap(({ manifest }) =>
      manifest === undefined ? [] : [parse(manifest) as Record<string, unknown>],
    );
  const element = {
    target: { kind: "Deployment", name: "web" },
    patch: expect.stringContaining("memory: 200Mi"),
  };

  test("stands in an Application of Kustomize, known by what it is told or by what it found", () => {
    for (const one of [
      application({ path: "apps/web", kustomize: {} }),
      application({ path: "apps/web" }, { sourceType: "Kustomize" }),
    ])
      expect(heldIn(sourceOfApplication(one))).toEqual([
        {
          apiVersion: "argoproj.io/v1alpha1",
          kind: "Application",
          metadata: { name: "shop", namespace: "argocd" },
          spec: { source: { kustomize: { patches: [element] } } },
        },
      ]);
  });

  test("stands in a Kustomization's patches and in a HelmRelease's post-renderers", async () => {
    expect(heldIn(await fluxOf("kustomize"))).toMatchObject([
      { kind: "Kustomization", metadata: { name: "apps", namespace: "fleet" }, spec: { patches: [element] } },
    ]);
    expect(heldIn(await fluxOf("helm"))).toMatchObject([
      { kind: "HelmRelease", spec: { postRenderers: [{ kustomize: { patches: [element] } }] } },
    ]);
  });

  test("is a whole patch of the object, by its names", async () => {
    const [held] = heldIn(await fluxOf("kustomize"));
    const [{ patch }] = (held as { spec: { patches: [{ patch: string }] } }).spec.patches;
    expect(parse(patch)).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "shop" },
      spec: {
        template: {
          spec: {
            containers: [
              { name: "web", resources: { limits: { memory: "200Mi" }, requests: { memory: "100Mi" } } },
            ],
          },
        },
      },
    });
  });

  test("stands nowhere where plain files or a chart are deployed", () => {
    expect(heldIn(sourceOfApplication(application({ path: "apps/web" })))).toEqual([]);
    expect(heldIn(sourceOfApplication(application({ chart: "web", helm: {} })))).toEqual([]);
  });
});

test.each([
  [
    { chart: "web", targetRevision: "1.2.3" },
    "helm show values 'web' --repo 'https://git.example.org/shop.git' --version '1.2.3'",
  ],
  [
    { chart: "web", repoURL: "oci://registry.example.org/charts/", targetRevision: "" },
    "helm show values 'oci://registry.example.org/charts/web'",
  ],
  [
    { chart: "web'; rm -rf /;'", targetRevision: "1" },
    "helm show values 'web'\\''; rm -rf /;'\\''' --repo 'https://git.example.org/shop.git' --version '1'",
  ],
])("where a chart decides it is said how to see which of its values does: %o", (source, command) => {
  const steps = gitOpsSteps(sourceOfApplication(application(source)), web(), raise(web()));
  expect(steps.map((step) => step.command)).toEqual([command]);
});
