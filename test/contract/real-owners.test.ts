import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Action } from "../../src/domain/action.ts";
import type { Attempt } from "../../src/domain/attempt.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { undoneBy } from "../../src/remediation/verify/undone-by.ts";
import { attempt } from "../diagnosis/support/attempt.ts";
import { type OwnerRoom, openOwnerRoom } from "./owner-room.ts";
import { applicationSpec, raise } from "./owner-stage.ts";

const path = process.env.KUBECONFIG ?? "";

describe.skipIf(path === "")("owners on a real API server", () => {
  const namespace = `owners-${randomUUID().slice(0, 8)}`;
  const signal = AbortSignal.timeout(240_000);
  let room: OwnerRoom;
  const deploy: OwnerRoom["deploy"] = (...given) => room.deploy(...given);
  const custom: OwnerRoom["custom"] = (...given) => room.custom(...given);
  const ask: OwnerRoom["ask"] = (...given) => room.ask(...given);

  beforeAll(async () => {
    room = openOwnerRoom({ path, namespace, signal });
    await room.prepare();
  }, 240_000);
  afterAll(() => room?.end());

  it("leaves a plain Deployment to us, whoever applied it, and tells of Helm beside the change alone", async () => {
    const plain = await deploy("kubectl", "plain");
    const helm = await deploy("helm", "helm", {
      labels: { "app.kubernetes.io/managed-by": "Helm" },
      annotations: { "meta.helm.sh/release-name": "shop" },
    });
    expect((await ask(plain, raise(plain))).owner).toBeNull();
    expect((await ask(helm, raise(helm))).owner).toBeNull();
  });

  it("knows Argo CD by its tracking id, and says which path of which repository", async () => {
    await custom("argoproj.io/v1alpha1", "applications", {
      ...{ apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata: { name: "shop" } },
      ...{ spec: applicationSpec() },
    } as never);
    const object = await deploy("argocd-controller", "argo", {
      annotations: { "argocd.argoproj.io/tracking-id": `shop:apps/Deployment:${namespace}/argo` },
    });
    const { owner, steps } = await ask(object, raise(object));
    expect(owner).toMatchObject({ kind: "argo-cd" });
    expect(steps[0]?.text).toContain(
      `Application ${namespace}/shop: apps/web of https://git.example.org/shop.git (main)`,
    );
    expect(steps[0]?.manifest).toContain("memory: 200Mi");
  });

  it("knows Argo CD by the label of older versions where the Application bears it out, and by its manager alone", async () => {
    await custom("argoproj.io/v1alpha1", "applications", {
      ...{ apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata: { name: "old" } },
      spec: applicationSpec(),
      status: {
        resources: [{ group: "apps", version: "v1", kind: "Deployment", namespace, name: "labelled" }],
      },
    } as never);
    const labels = { "app.kubernetes.io/instance": "old" };
    const labelled = await deploy("kubectl", "labelled", { labels });
    const stranger = await deploy("kubectl", "stranger", { labels });
    const managed = await deploy("argocd-controller", "managed");
    expect((await ask(labelled, raise(labelled))).owner).toMatchObject({ kind: "argo-cd" });
    expect((await ask(stranger, raise(stranger))).owner).toBeNull();
    expect((await ask(managed, raise(managed))).owner).toMatchObject({ kind: "argo-cd" });
  });

  it("knows Flux by its labels, and tells a manifest from a chart's values", async () => {
    const sourceRef = { kind: "GitRepository", name: "fleet" };
    await custom("kustomize.toolkit.fluxcd.io/v1", "kustomizations", {
      ...{ apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization", metadata: { name: "apps" } },
      spec: { interval: "5m", prune: true, path: "./apps/web", sourceRef },
    } as never);
    await custom("helm.toolkit.fluxcd.io/v2", "helmreleases", {
      ...{ apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", metadata: { name: "web" } },
      spec: {
        interval: "5m",
        chart: { spec: { chart: "web", sourceRef: { kind: "HelmRepository", name: "charts" } } },
      },
    } as never);
    const labelsOf = (prefix: string, name: string) => ({
      labels: { [`${prefix}/name`]: name, [`${prefix}/namespace`]: namespace },
    });
    const kustomized = await deploy(
      "kustomize-controller",
      "kustomized",
      labelsOf("kustomize.toolkit.fluxcd.io", "apps"),
    );
    const released = await deploy("helm-controller", "released", labelsOf("helm.toolkit.fluxcd.io", "web"));
    const first = await ask(kustomized, raise(kustomized));
    expect(first.owner).toMatchObject({ kind: "flux" });
    expect(first.steps[0]?.text).toContain(
      `Kustomization ${namespace}/apps: ./apps/web of GitRepository fleet`,
    );
    const second = await ask(released, raise(released));
    expect(second.steps[0]?.text).toContain("Change the values of the chart");
    expect(second.steps[0]?.text).toContain(`HelmRelease ${namespace}/web: web of HelmRepository charts`);
    const element = {
      target: { kind: "Deployment", name: "kustomized" },
      patch: expect.stringContaining("memory: 200Mi"),
    };
    expect(await room.held("kustomizations", first.steps[1] ?? {})).toMatchObject({
      code: 200,
      spec: { path: "./apps/web", patches: [element] },
    });
    expect(await room.held("helmreleases", second.steps[1] ?? {})).toMatchObject({
      code: 200,
      spec: { postRenderers: [{ kustomize: { patches: [{ target: { name: "released" } }] } }] },
    });
  });

  it("knows an operator by the custom resource that owns the Deployment", async () => {
    const shop = await custom("shops.example.org/v1", "shops", {
      ...{ apiVersion: "shops.example.org/v1", kind: "Shop", metadata: { name: "main" }, spec: { size: 1 } },
    } as never);
    const { name, uid } = shop.metadata;
    const object = await deploy("shop-operator", "operated", {
      ownerReferences: [{ apiVersion: "shops.example.org/v1", kind: "Shop", name, uid, controller: true }],
    });
    const { owner, steps } = await ask(object, raise(object));
    expect(owner).toMatchObject({ kind: "operator", sentence: expect.stringContaining("Shop main") });
    expect(steps[0]).toMatchObject({
      text: expect.stringContaining(`(Shop ${namespace}/main)`),
      command: `kubectl edit shop.v1.shops.example.org main --namespace ${namespace}`,
      manifest: expect.stringContaining("memory: 200Mi"),
    });
  });

  it("sets no resources under a VPA that is active, and may under one that only advises", async () => {
    const vpa = (name: string, of: string, updateMode: string) =>
      custom("autoscaling.k8s.io/v1", "verticalpodautoscalers", {
        ...{ apiVersion: "autoscaling.k8s.io/v1", kind: "VerticalPodAutoscaler", metadata: { name } },
        spec: {
          targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: of },
          updatePolicy: { updateMode },
        },
      } as never);
    const sized = await deploy("kubectl", "sized");
    const advised = await deploy("kubectl", "advised");
    await vpa("sizes", "sized", "Recreate");
    await vpa("advises", "advised", "Off");
    const { owner, steps } = await ask(sized, raise(sized));
    expect(owner).toMatchObject({ kind: "vpa" });
    expect(steps[0]?.text).toContain(`VerticalPodAutoscaler ${namespace}/sizes`);
    expect(
      await room.follow("verticalpodautoscalers", "autoscaling.k8s.io/v1", steps[0] ?? {}),
    ).toMatchObject({
      resourcePolicy: { containerPolicies: [{ containerName: "web", minAllowed: { memory: "100Mi" } }] },
    });
    expect((await ask(advised, raise(advised))).owner).toBeNull();
  });

  it("sets no replicas under an autoscaler or a ScaledObject", async () => {
    const scaled = await deploy("kubectl", "scaled");
    const driven = await deploy("kubectl", "driven");
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "scaled" };
    await custom("autoscaling/v2", "horizontalpodautoscalers", {
      ...{ apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", metadata: { name: "scales" } },
      spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 3 },
    } as never);
    await custom("keda.sh/v1alpha1", "scaledobjects", {
      ...{ apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject", metadata: { name: "drives" } },
      spec: {
        scaleTargetRef: { name: "driven" },
        triggers: [{ type: "cron", metadata: { timezone: "UTC" } }],
      },
    } as never);
    const grow = (object: KubernetesObject) =>
      ({ ...raise(object), type: "SetScale", parameters: { from: 1, to: 2 } }) as unknown as Action;
    const byHpa = await ask(scaled, grow(scaled));
    expect(byHpa.owner).toMatchObject({ kind: "hpa" });
    expect(
      await room.follow("horizontalpodautoscalers", "autoscaling/v2", byHpa.steps[0] ?? {}),
    ).toMatchObject({
      minReplicas: 2,
      maxReplicas: 3,
    });
    const byKeda = await ask(driven, grow(driven));
    expect(await room.follow("scaledobjects", "keda.sh/v1alpha1", byKeda.steps[0] ?? {})).toMatchObject({
      minReplicaCount: 2,
    });
    expect((await ask(driven, grow(driven))).owner).toMatchObject({
      kind: "keda",
      object: `ScaledObject ${namespace}/drives`,
    });
    expect((await ask(driven, raise(driven))).owner).toBeNull();
  });

  it("knows who undid our change from the fields that the server records", async () => {
    await deploy("kustomize-controller", "drifts");
    const { before, action, written } = await room.changed("drifts");
    const made: Attempt = { ...attempt({ from: 100, to: 200, ran: 1 }), preImage: before };
    const ours = { ...made, plan: { ...made.plan, actions: [action] } };
    expect(undoneBy(written, ours)).toBeUndefined();
    const after = await deploy("kustomize-controller", "drifts");
    expect(undoneBy(after, ours)).toBe("kustomize-controller");
  });
});
