import { describe, expect, it } from "vitest";
import { deployment } from "./manifests.ts";
import { condition, openSimulation, type Simulation } from "./open-simulation.ts";

const held = (kind: string, spec: object = {}) => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "held", namespace: "shop", finalizers: ["example.com/hold"] },
  ...spec,
});
const release = ({ url }: Simulation, plural: string) =>
  fetch(`${url}/api/v1/namespaces/shop/${plural}/held`, {
    method: "PATCH",
    headers: { "content-type": "application/merge-patch+json" },
    body: JSON.stringify({ metadata: { finalizers: null } }),
  });
const codeOf = async ({ url }: Simulation, path: string) => (await fetch(url + path)).status;

describe("an object with a finalizer", () => {
  it.each([
    ["configmaps", held("ConfigMap", { data: { a: "b" } })],
    ["pods", held("Pod", { spec: { containers: [{ name: "main", image: "app:1" }] } })],
  ])("among %s is marked when it is deleted, and goes when the finalizer does", async (plural, object) => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([object]);
    simulation.clock.advance(10_000);
    const path = `/api/v1/namespaces/shop/${plural}/held`;
    await fetch(simulation.url + path, { method: "DELETE" });
    simulation.clock.advance(120_000);
    const marked = await simulation.read(path);
    expect(marked.metadata).toMatchObject({
      ...{ finalizers: ["example.com/hold"], deletionTimestamp: expect.any(String) },
    });
    await release(simulation, plural);
    expect(await codeOf(simulation, path)).toBe(404);
  });
});

describe("a namespace that is deleted", () => {
  it("takes its contents along", async () => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([deployment("web")]);
    simulation.clock.advance(20_000);
    await simulation.core.deleteNamespace({ name: "shop" });
    simulation.clock.advance(60_000);
    expect(await codeOf(simulation, "/api/v1/namespaces/shop")).toBe(404);
    expect(await simulation.pods()).toEqual([]);
  });

  it("tells what holds it up, as a real one does, refuses what is new, and goes when that goes", async () => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([held("ConfigMap")]);
    await simulation.core.deleteNamespace({ name: "shop" });
    simulation.clock.advance(30_000);
    const stuck = await simulation.read("/api/v1/namespaces/shop");
    expect(stuck.status).toMatchObject({ phase: "Terminating" });
    expect(condition(stuck, "NamespaceContentRemaining")).toMatchObject({
      ...{ status: "True", reason: "SomeResourcesRemain" },
      message: "Some resources are remaining: configmaps. has 1 resource instances",
    });
    expect(condition(stuck, "NamespaceFinalizersRemaining")).toMatchObject({
      ...{ status: "True", reason: "SomeFinalizersRemain" },
      message:
        "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances",
    });
    await expect(simulation.cluster.apply([deployment("late")])).rejects.toThrow(
      'deployments.apps "late" is forbidden: unable to create new content in namespace shop because it is being terminated',
    );
    await release(simulation, "configmaps");
    simulation.clock.advance(10_000);
    expect(await codeOf(simulation, "/api/v1/namespaces/shop")).toBe(404);
  });

  it("waits where the API of somebody else's server is away", async () => {
    const simulation = await openSimulation();
    const service = {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: { group: "metrics.k8s.io", version: "v1beta1" },
      status: { conditions: [{ type: "Available", status: "False" }] },
    };
    await simulation.cluster.apply([held("ConfigMap"), service]);
    await release(simulation, "configmaps");
    await simulation.core.deleteNamespace({ name: "shop" });
    simulation.clock.advance(30_000);
    const stuck = await simulation.read("/api/v1/namespaces/shop");
    expect(condition(stuck, "NamespaceDeletionDiscoveryFailure")).toMatchObject({
      ...{ status: "True", reason: "DiscoveryFailed" },
      message: expect.stringContaining("metrics.k8s.io/v1beta1: stale GroupVersion discovery"),
    });
  });
});
