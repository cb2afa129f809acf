import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import type { Action } from "../../src/domain/action.ts";
import type { Attempt } from "../../src/domain/attempt.ts";
import { createApiConnection } from "../../src/kubernetes/api-connection.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { createLiveClusterReader } from "../../src/kubernetes/live-cluster-reader.ts";
import { createLiveClusterWriter } from "../../src/kubernetes/live-cluster-writer.ts";
import { loadKubeConfig } from "../../src/kubernetes/load-kubeconfig.ts";
import { ownerOf, readTarget } from "../../src/remediation/facts/read-target.ts";
import { sourceSteps } from "../../src/remediation/planning/next-steps.ts";
import { undoneBy } from "../../src/remediation/verify/undone-by.ts";
import { attempt } from "../diagnosis/support/attempt.ts";
import { plainDeployment } from "../remediation/support/workloads.ts";
import { DEFINITIONS } from "./owner-definitions.ts";
import { applicationSpec, raise, SERVED } from "./owner-stage.ts";

const path = process.env.KUBECONFIG ?? "";

describe.skipIf(path === "")("owners on a real API server", () => {
  const namespace = `owners-${randomUUID().slice(0, 8)}`;
  const signal = AbortSignal.timeout(240_000);
  const live = {
    kubeConfig: path === "" ? (undefined as never) : loadKubeConfig({ path }),
    clock: createClock(),
    logger: silentLogger,
    timeoutMs: 20_000,
  };
  const open = () => ({
    api: createApiConnection(live),
    reader: createLiveClusterReader(live),
    writer: createLiveClusterWriter(live),
  });
  let parts: ReturnType<typeof open>;

  /** As a controller writes: server-side apply under its own name. */
  const apply = async (manager: string, at: string, object: object): Promise<KubernetesObject> => {
    const answer = await parts.api.send({
      verb: "patch",
      path: at,
      query: { fieldManager: manager, force: "true" },
      contentType: "application/apply-patch+yaml",
      body: object,
      what: `apply ${at}`,
      signal,
    });
    if (answer.code >= 300) throw new Error(`${at}: ${answer.code} ${answer.text}`);
    return JSON.parse(answer.text) as KubernetesObject;
  };
  const deployment = (name: string, more: object = {}) => {
    const made = plainDeployment(name);
    return { ...made, metadata: { ...made.metadata, namespace, ...more } };
  };
  const deploy = (manager: string, name: string, more: object = {}) =>
    apply(manager, `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`, deployment(name, more));
  const custom = (
    group: string,
    plural: string,
    object: { metadata: { name: string } },
    manager = "someone",
  ) =>
    apply(manager, `/apis/${group}/namespaces/${namespace}/${plural}/${object.metadata.name}`, {
      ...object,
      metadata: { ...object.metadata, namespace },
    });
  const ask = async (object: KubernetesObject, action: Action) => {
    const target = await readTarget(parts.reader, { ref: refOf(object), made: null }, signal);
    if (target === undefined) throw new Error("the object is gone");
    const owner = ownerOf(target, [action]);
    return { owner, steps: owner === null ? [] : sourceSteps({ actions: [action] }, owner, target.object) };
  };

  beforeAll(async () => {
    parts = open();
    for (const one of DEFINITIONS) {
      const { name } = (one as KubernetesObject).metadata;
      await apply("owners", `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`, one);
    }
    await apply("owners", `/api/v1/namespaces/${namespace}`, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace },
    });
    // Served a moment after they are made.
    for (const [apiVersion, plural] of SERVED)
      for (;;) {
        signal.throwIfAborted();
        const at = `/apis/${apiVersion}/namespaces/${namespace}/${plural}`;
        const answer = await parts.api.send({ verb: "list", path: at, what: at, signal });
        if (answer.code === 200) break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
  }, 240_000);
  afterAll(async () => {
    await parts?.api.send({
      verb: "delete",
      path: `/api/v1/namespaces/${namespace}`,
      what: "clean up",
      signal,
    });
  });

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
  });

  it("knows an operator by the custom resource that owns the Deployment", async () => {
    const shop = await custom("shops.example.org/v1", "shops", {
      ...{ apiVersion: "shops.example.org/v1", kind: "Shop", metadata: { name: "main" }, spec: { size: 1 } },
    } as never);
    const { name, uid } = shop.metadata;
    const object = await deploy("shop-operator", "operated", {
      ownerReferences: [{ apiVersion: "shops.example.org/v1", kind: "Shop", name, uid, controller: true }],
    });
    const { owner } = await ask(object, raise(object));
    expect(owner).toMatchObject({ kind: "operator", sentence: expect.stringContaining("Shop main") });
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
    expect((await ask(scaled, grow(scaled))).owner).toMatchObject({ kind: "hpa" });
    expect((await ask(driven, grow(driven))).owner).toMatchObject({
      kind: "keda",
      object: `ScaledObject ${namespace}/drives`,
    });
    expect((await ask(driven, raise(driven))).owner).toBeNull();
  });

  it("knows who undid our change from the fields that the server records", async () => {
    const before = await deploy("kustomize-controller", "drifts");
    const action = raise(before);
    const written = await parts.writer.patch(
      { target: action.target, patch: action.patch, dryRun: false },
      signal,
    );
    const made: Attempt = { ...attempt({ from: 100, to: 200, ran: 1 }), preImage: before };
    const ours = { ...made, plan: { ...made.plan, actions: [action] } };
    expect(undoneBy(written, ours)).toBeUndefined();
    const after = await deploy("kustomize-controller", "drifts");
    expect(undoneBy(after, ours)).toBe("kustomize-controller");
  });
});
