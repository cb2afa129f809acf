import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { deployment } from "./manifests.ts";
import { openSimulation, type Simulation } from "./open-simulation.ts";

const service = (spec: object) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "shop" },
  spec,
});
const slices = async ({ read }: Simulation) =>
  (await read("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices")).items as (KubernetesObject & {
    ports: object[] | null;
    endpoints: { conditions: object }[] | null;
  })[];
const endpoints = async ({ read }: Simulation) =>
  (await read("/api/v1/namespaces/shop/endpoints/web")) as KubernetesObject & { subsets?: object[] };
const named = (name: string, containerPort: number) => ({ ports: [{ name, containerPort }] });

describe("the endpoints of a Service", () => {
  it("are one empty slice where it selects nothing, as a real cluster has it", async () => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([service({ selector: { app: "none" }, ports: [{ port: 80 }] })]);
    expect(await slices(simulation)).toMatchObject([{ endpoints: null, ports: null }]);
    expect(await endpoints(simulation)).not.toHaveProperty("subsets");
  });

  it("have the number that each pod gives to a named port, a slice for each set of ports", async () => {
    const simulation = await openSimulation();
    const labels = { metadata: { labels: { app: "web" } } };
    const pod = (name: string, container: object) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "shop", ...labels.metadata },
      spec: { containers: [{ name: "main", image: "app:1", ...container }] },
    });
    await simulation.cluster.apply([
      service({ selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: "web" }] }),
      pod("one", named("web", 8080)),
      pod("two", named("web", 9090)),
      pod("none", named("http", 7070)),
    ]);
    simulation.clock.advance(5_000);
    const found = await slices(simulation);
    const http = (port: number) => [{ name: "http", port, protocol: "TCP" }];
    expect(new Set(found.map(({ ports }) => ports))).toEqual(new Set([null, http(8080), http(9090)]));
    expect(found.every(({ endpoints: list }) => list?.length === 1)).toBe(true);
    const { subsets } = await endpoints(simulation);
    expect(subsets).toHaveLength(2);
  });

  it("tell ready from serving and from going", async () => {
    const simulation = await openSimulation();
    simulation.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "never-ready" } });
    await simulation.cluster.apply([
      service({ selector: { app: "web" }, ports: [{ port: 80 }] }),
      deployment("web"),
    ]);
    simulation.clock.advance(5_000);
    const conditions = async () => (await slices(simulation))[0]?.endpoints?.map((one) => one.conditions);
    expect(await conditions()).toEqual([{ ready: false, serving: false, terminating: false }]);
    expect((await endpoints(simulation)).subsets).toMatchObject([{ notReadyAddresses: [{}] }]);
    await simulation.cluster.apply([
      service({ selector: { app: "web" }, ports: [{ port: 80 }], publishNotReadyAddresses: true }),
    ]);
    expect(await conditions()).toEqual([{ ready: true, serving: false, terminating: false }]);
  });

  it("note when what they say changed last, and nothing else moves that time", async () => {
    const simulation = await openSimulation();
    const notes = async () =>
      (await slices(simulation)).map(
        ({ metadata }) => metadata.annotations?.["endpoints.kubernetes.io/last-change-trigger-time"],
      );
    const front = service({ selector: { app: "web" }, ports: [{ port: 80 }] });
    await simulation.cluster.apply([front]);
    const [empty] = await notes();
    simulation.clock.advance(5_000);
    await simulation.cluster.apply([{ ...front, metadata: { ...front.metadata, labels: { team: "shop" } } }]);
    expect(await notes()).toEqual([empty]);
    await simulation.cluster.apply([deployment("web")]);
    simulation.clock.advance(5_000);
    const [filled = ""] = await notes();
    expect(Date.parse(filled)).toBeGreaterThan(Date.parse(empty ?? ""));
  });

  it("go with the Service, and are left alone where it has no selector", async () => {
    const simulation = await openSimulation();
    const external = { ...service({ ports: [{ port: 80 }] }), metadata: { name: "db", namespace: "shop" } };
    const own = {
      ...{ apiVersion: "v1", kind: "Endpoints", metadata: { name: "db", namespace: "shop" } },
      subsets: [{ addresses: [{ ip: "10.0.0.9" }], ports: [{ port: 80 }] }],
    };
    await simulation.cluster.apply([
      external,
      own,
      service({ selector: { app: "web" }, ports: [{ port: 80 }] }),
    ]);
    await simulation.core.deleteNamespacedService({ namespace: "shop", name: "web" });
    expect(await slices(simulation)).toMatchObject([
      {
        metadata: { labels: { "kubernetes.io/service-name": "db" } },
        endpoints: [{ addresses: ["10.0.0.9"], conditions: { ready: true } }],
      },
    ]);
    const { items } = await simulation.read("/api/v1/namespaces/shop/endpoints");
    expect(items).toMatchObject([{ metadata: { name: "db" }, subsets: own.subsets }]);
  });
});
