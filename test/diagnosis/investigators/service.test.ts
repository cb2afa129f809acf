import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createMemoryReader } from "../../support/memory-reader.ts";
import { loadCapture } from "../support/capture.ts";
import { findingOf, investigate, refOf } from "../support/investigate.ts";
import { lookAt, object } from "../support/objects.ts";
import { deployment, podOf, service, slice } from "../support/routing.ts";
import { ago } from "../support/workload.ts";

const repairOf = async (objects: KubernetesObject[]) => findingOf(await lookAt(objects)).repair;

describe("a Service that selects no pod", () => {
  const web = deployment("web");
  const scene = (selector: Record<string, string>, workloads: KubernetesObject[]) => [
    service({ selector }),
    slice("web"),
    ...workloads.flatMap((one) => [one, podOf(one)]),
  ];

  it.each([
    [
      "a value with a slip",
      { app: "wbe-front" },
      deployment("web", { labels: { app: "web-front" } }),
      { app: "web-front" },
    ],
    [
      "the key of another habit",
      { app: "web" },
      deployment("web", { labels: { "app.kubernetes.io/name": "web" } }),
      { "app.kubernetes.io/name": "web" },
    ],
    ["a label more than the pods have", { app: "web", track: "stable" }, web, { app: "web" }],
    ["another value, while the workload has its name and port", { app: "nobody" }, web, { app: "web" }],
    [
      "a slip, beside a port that is wrong as well",
      { app: "wbe" },
      deployment("web", { ports: [{ containerPort: 5000 }] }),
      { app: "web" },
    ],
  ])("for %s is corrected, by itself", async (_what, selector, workload, to) => {
    const finding = findingOf(await lookAt(scene(selector, [workload, deployment("mailer", { ports: [] })])));
    expect(finding).toMatchObject({
      cause: "service-selector-wrong",
      object: { kind: "Service", name: "web" },
    });
    expect(finding.confidence).toBeGreaterThanOrEqual(0.9);
    expect(finding.repair).toMatchObject({
      type: "SetServiceSelector",
      isExclusive: true,
      parameters: { from: selector, to },
    });
  });

  it.each([
    [
      "another variant of the application is there",
      scene({ app: "web", version: "green" }, [
        deployment("web-blue", { labels: { app: "web", version: "blue" } }),
      ]),
    ],
    [
      "the workload is another Service's",
      [...scene({ app: "webb" }, [web]), service({ name: "web-public" })],
    ],
    [
      "two workloads fit alike",
      scene({ app: "orders" }, [
        deployment("web", { labels: { app: "order" } }),
        deployment("order-b", { labels: { app: "order", b: "1" } }),
      ]),
    ],
  ])("is not corrected by itself where %s", async (_what, objects) => {
    const finding = findingOf(await lookAt(objects));
    expect(finding.cause).toBe("service-selector-wrong");
    expect(finding.repair?.isExclusive ?? false).toBe(false);
  });

  it.each([
    ["nothing is like it", [deployment("mailer"), deployment("cart-db")]],
    [
      "the one like it lacks its port",
      [deployment("web", { labels: { app: "web1" }, ports: [{ containerPort: 5432 }] })],
    ],
    ["a workload only has its name within another", [deployment("web-db", { labels: { app: "web-db" } })]],
  ])("is left to a person where %s", async (_what, workloads) => {
    const finding = findingOf(await lookAt(scene({ app: "cart" }, workloads)));
    expect(finding).toMatchObject({ cause: "service-without-workload", repair: null });
    expect(finding.advice.length).toBeGreaterThan(0);
  });

  it("goes back to what was applied where a hand changed it since", async () => {
    const changed = service({ selector: { app: "old" }, applied: { selector: { app: "web" } } });
    const repair = await repairOf([changed, slice("web"), web, podOf(web)]);
    expect(repair).toMatchObject({ isExclusive: true, parameters: { to: { app: "web" } } });
  });

  it("is what was applied in whatever order its terms stand", async () => {
    const labels = { "app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "web-1" };
    const selector = { "app.kubernetes.io/instance": "web-1", "app.kubernetes.io/name": "web" };
    const same = service({ selector, applied: { selector: labels } });
    const meant = deployment("web", { labels });
    expect(JSON.stringify(await lookAt([same, slice("web"), meant, podOf(meant)]))).not.toContain("applied");
  });

  it("of the real cluster is found to miss its one workload by a slip, or by its name", async () => {
    const { objects } = loadCapture("service-no-endpoints");
    const one = objects.find(({ kind }) => kind === "Service");
    if (one === undefined) throw new Error("the capture has no Service");
    const reader = createMemoryReader({ objects });
    const finding = findingOf(
      await investigate({ reader, workload: refOf(one), at: "2026-11-22T19:40:00Z" }),
    );
    expect(finding).toMatchObject({
      cause: "service-selector-wrong",
      repair: { type: "SetServiceSelector" },
    });
  });
});

describe("a Service that selects the wrong pods", () => {
  it("is led to the workload of its name and port, where the pods serve neither", async () => {
    const db = deployment("db", { ports: [{ containerPort: 5432 }] });
    const web = deployment("web");
    const objects = [
      service({ selector: { app: "db" } }),
      slice("web", [true]),
      db,
      podOf(db),
      web,
      podOf(web),
    ];
    expect(await repairOf(objects)).toMatchObject({
      type: "SetServiceSelector",
      isExclusive: true,
      parameters: { to: { app: "web" } },
    });
  });
});

describe("a Service's port", () => {
  const scene = (
    ports: Parameters<typeof service>[0],
    declared: { name?: string; containerPort: number }[],
    more = {},
  ) => {
    const web = deployment("web", { ports: declared, ...more });
    return [service(ports), slice("web", [true]), web, podOf(web)];
  };

  it.each([
    [
      "a number that nothing serves, beside one port",
      { ports: [{ port: 80, targetPort: 9999 }] },
      [{ containerPort: 8080 }],
      8080,
    ],
    [
      "a name that no container has, beside one port",
      { ports: [{ port: 80, targetPort: "web" }] },
      [{ name: "http", containerPort: 8080 }],
      "http",
    ],
    [
      "a number that nothing serves, with the name of one of two ports",
      { ports: [{ name: "http", port: 80, targetPort: 9999 }] },
      [
        { name: "http", containerPort: 8080 },
        { name: "metrics", containerPort: 9090 },
      ],
      8080,
    ],
    [
      "another than was applied",
      { ports: [{ port: 80, targetPort: 1 }], applied: { ports: [{ port: 80, targetPort: 9090 }] } },
      [{ containerPort: 8080 }, { containerPort: 9090 }],
      9090,
    ],
  ])("that is %s is corrected, by itself", async (_what, plan, declared, to) => {
    const finding = findingOf(await lookAt(scene(plan, declared)));
    expect(finding.cause).toBe("service-port-wrong");
    expect(finding.repair).toMatchObject({ type: "SetServicePort", isExclusive: true, parameters: { to } });
  });

  it("that could be any of several is left to a person", async () => {
    const declared = [{ containerPort: 7000 }, { containerPort: 7001 }];
    const finding = findingOf(await lookAt(scene({ ports: [{ port: 80, targetPort: 9 }] }, declared)));
    expect(finding).toMatchObject({ cause: "service-port-wrong", repair: null });
  });

  it.each([
    ["is not declared, for nothing is", { ports: [{ port: 80, targetPort: 9999 }] }, [], {}],
    [
      "is not declared, and the program is told to use it",
      { ports: [{ port: 80, targetPort: 9999 }] },
      [{ containerPort: 8080 }],
      { container: { env: [{ name: "PORT", value: "9999" }] } },
    ],
    [
      "does not matter, for the Service is headless",
      { clusterIP: "None", ports: [{ port: 80, targetPort: 9 }] },
      [{ containerPort: 8080 }],
      {},
    ],
  ])("that %s is no fault", async (_what, plan, declared, more) => {
    expect((await lookAt(scene(plan, declared, more))).kind).toBe("healthy");
  });
});

describe("a Service without a fault of its own", () => {
  const web = deployment("web");
  it.each([
    ["is a name for something outside", [service({ type: "ExternalName", selector: null })], "healthy"],
    ["has no selector", [service({ selector: null })], "healthy"],
    ["has only just been made", [service({ age: 10, selector: { app: "other" } })], "wait"],
    ["sends to ready endpoints", [service(), slice("web", [true]), web, podOf(web)], "healthy"],
    ["has pods that have become ready just now", [service(), slice("web", []), web, podOf(web)], "wait"],
  ])("that %s is left alone", async (_what, objects, kind) => {
    expect((await lookAt(objects)).kind).toBe(kind);
  });

  it("leads to its workload, where that has no replicas, with the number that it had", async () => {
    const idle = deployment("web", { replicas: 0 });
    const message = "Scaled down replica set web-5d5d64fd9f from 3 to 0";
    const scaled = object("v1", "Event", "web.1", {
      involvedObject: { kind: "Deployment", namespace: "shop", name: "web" },
      reason: "ScalingReplicaSet",
      message,
      lastTimestamp: ago(600),
    });
    const finding = findingOf(await lookAt([service(), slice("web"), idle, scaled]));
    expect(finding).toMatchObject({
      cause: "scaled-to-zero",
      object: { kind: "Deployment", name: "web" },
      repair: { type: "SetScale", isExclusive: false, parameters: { from: 0, to: 3 } },
    });
    expect(findingOf(await lookAt([idle, service(), scaled])).repair).toMatchObject({
      parameters: { to: 3 },
    });
  });

  it("leads to its workload, where the pods are not ready, and repairs nothing itself", async () => {
    const finding = findingOf(
      await lookAt([service(), slice("web", [false]), web, podOf(web, false)], { openedAt: ago(1800) }),
    );
    expect(finding.object).toMatchObject({ kind: "Deployment", name: "web" });
    expect(finding).toMatchObject({ repair: null, rollback: null, memory: null });
    expect(finding.sentence).toContain("Service shop/web has no ready endpoint");
  });
});
