import { describe, expect, it } from "vitest";
import { DELETED_AT } from "../../../src/kubernetes/find-subject.ts";
import { deployment, service, slice } from "../../diagnosis/support/routing.ts";
import { createSilentStage } from "./stage.ts";

const web = deployment("web");
const idle = deployment("web", { replicas: 0 });
const serving = slice("web", [true]);
const empty = slice("web");
const untouched = { ...empty, metadata: { ...empty.metadata, generation: 1 } };

describe("a Service without endpoints", () => {
  it("is told after its grace, once an hour while it lasts", () => {
    const stage = createSilentStage(service({ selector: { app: "wbe" } }), empty, web);
    expect(stage.pass(170)).toEqual([]);
    expect(stage.pass(3600)).toEqual([
      "service-without-endpoints Service web",
      "service-without-endpoints Service web",
    ]);
    expect(new Set(stage.signals.map(({ key }) => key)).size).toBe(2);
  });

  it("is told again at once in the terms of its grace, when it comes back after it was well", () => {
    const stage = createSilentStage(service({ selector: { app: "wbe" } }), empty, web);
    expect(stage.pass(240)).toHaveLength(1);
    stage.put(serving);
    expect(stage.pass(60)).toEqual([]);
    stage.put(empty);
    expect(stage.pass(240)).toHaveLength(1);
    expect(new Set(stage.signals.map(({ key }) => key)).size).toBe(2);
  });

  it("starts its grace anew when it is well in between", () => {
    const stage = createSilentStage(service(), empty, web);
    expect(stage.pass(120)).toEqual([]);
    stage.put(serving);
    stage.pass(10);
    stage.put(empty);
    expect(stage.pass(170)).toEqual([]);
  });

  it.each([
    ["a workload that it has the name of", web, ["service-without-endpoints Service web"]],
    ["nothing that it can be meant for", deployment("mailer", { labels: { job: "mail" } }), []],
  ])("that never had any is told later, and only beside %s", (_what, workload, expected) => {
    const stage = createSilentStage(service({ selector: { app: "wbe" } }), untouched, workload);
    expect(stage.pass(240)).toEqual([]);
    expect(stage.pass(240)).toEqual(expected);
  });

  it.each([
    ["has no selector", service({ selector: null })],
    ["is a name for something outside", service({ type: "ExternalName", selector: { app: "x" } })],
  ])("that %s is never told", (_what, one) => {
    expect(createSilentStage(one, empty, web).pass(3600)).toEqual([]);
  });

  it("is not told while what it sends to may not be read", () => {
    const stage = createSilentStage(service({ selector: { app: "wbe" } }), empty, web);
    stage.refuse("EndpointSlice");
    expect(stage.pass(3600)).toEqual([]);
  });
});

describe("a Service whose workload is ill", () => {
  it("leads to the workload, without replicas", () => {
    const stage = createSilentStage(service(), serving, web);
    stage.pass(60);
    stage.put(idle, empty);
    expect(stage.pass(240)).toEqual(["scaled-to-zero Deployment web"]);
  });

  it.each([
    ["never had a replica", [service(), untouched, idle]],
    [
      "is woken when it is needed",
      [
        service(),
        empty,
        deployment("web", { replicas: 0, metadata: { labels: { "downscaler/uptime": "always" } } }),
      ],
    ],
  ])("is left alone where that %s", (_what, objects) => {
    expect(createSilentStage(...objects).pass(3600)).toEqual([]);
  });

  it("leads to the workload, without ready pods", () => {
    const stage = createSilentStage(service(), serving, web);
    stage.pass(60);
    stage.put(slice("web", [false]));
    expect(stage.pass(240)).toEqual(["not-ready Deployment web"]);
  });

  it("waits for a rollout as long as a rollout may take", () => {
    const rolling = { ...web, status: { replicas: 1, updatedReplicas: 0 } };
    const stage = createSilentStage(service(), slice("web", [false]), rolling);
    expect(stage.pass(600)).toEqual([]);
  });
});

describe("a Service's port", () => {
  it("is told after its selector was put right, as another trouble", () => {
    const ports = [{ port: 80, targetPort: 9999 }];
    const stage = createSilentStage(service({ selector: { app: "wbe" }, ports }), empty, web);
    expect(stage.pass(240)).toHaveLength(1);
    stage.put(service({ ports }), serving);
    expect(stage.pass(170)).toEqual([]);
    expect(stage.pass(60)).toHaveLength(1);
  });

  it.each([
    [
      "that no endpoint serves",
      service({ ports: [{ name: "http", port: 80, targetPort: "http" }] }),
      slice("web", [true], []),
    ],
    ["that is none of its pods'", service({ ports: [{ port: 80, targetPort: 9999 }] }), serving],
  ])("%s is told", (_what, one, endpoints) => {
    expect(createSilentStage(one, endpoints, web).pass(240)).toEqual([
      "service-without-endpoints Service web",
    ]);
  });

  it.each([
    ["the pods declare none", deployment("web", { ports: [] })],
    ["the program is told of it", deployment("web", { container: { args: ["--listen=:9999"] } })],
    [
      "a probe asks for it",
      deployment("web", { container: { readinessProbe: { tcpSocket: { port: 9999 } } } }),
    ],
  ])("that is not declared is well where %s", (_what, workload) => {
    const one = service({ ports: [{ port: 80, targetPort: 9999 }] });
    expect(createSilentStage(one, serving, workload).pass(3600)).toEqual([]);
  });
});

describe("a Service that was deleted", () => {
  it("is told with what it was, while its workload runs on", () => {
    const one = service();
    const stage = createSilentStage(one, serving, web);
    stage.pass(30);
    stage.remove(serving, one);
    expect(stage.pass(240)).toEqual(["service-deleted Service web"]);
    const [signal] = stage.signals;
    expect(signal?.suspect.labels).toHaveProperty([DELETED_AT]);
    expect(signal?.record).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "shop" },
      spec: { type: "ClusterIP", ports: [{ port: 80, targetPort: 8080 }], selector: { app: "web" } },
    });
  });

  it.each([
    ["its workload goes with it", [web], []],
    ["another takes its place", [], [service({ name: "web-v2" })]],
    ["it is made again", [], [{ ...service(), metadata: { ...service().metadata, uid: "another" } }]],
  ])("is not missed where %s", (_what, removed, added) => {
    const one = service();
    const stage = createSilentStage(one, serving, web);
    stage.remove(one, serving, ...removed);
    stage.put(...added, ...added.map(({ metadata }) => slice(metadata.name, [true])));
    expect(stage.pass(3600)).toEqual([]);
  });

  it("is not missed where it never served", () => {
    const one = service();
    const stage = createSilentStage(one, empty, web);
    stage.remove(one);
    expect(stage.pass(3600)).toEqual([]);
  });
});
