import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { queryFor } from "../../src/diagnosis/collectors/prometheus.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { lookAtObjects, objectsOf } from "./support/classic.ts";
import { findingOf } from "./support/investigate.ts";
import { container, MIB, type PodPlan, running, status, terminated } from "./support/workload.ts";

const calm = (name: string): PodPlan => ({
  name,
  ready: true,
  statuses: [status({ state: running(900), lastState: {}, restartCount: 0 })],
});
const usage = (name: string, memory: string): KubernetesObject => ({
  apiVersion: "metrics.k8s.io/v1beta1",
  kind: "PodMetrics",
  metadata: { name, namespace: "shop", labels: { app: "web" } },
  timestamp: "2026-11-22T11:59:50Z",
  containers: [{ name: "web", usage: { memory } }],
});
const serves = ["metrics.k8s.io/v1beta1 pods"];
const look = (objects: KubernetesObject[], scene = {}) =>
  lookAtObjects(objects, { serves }, scene).then(findingOf);

describe("samples of the metrics API", () => {
  it("of a sibling that its own limit did not clip are a need", async () => {
    const finding = await look([...objectsOf({ pods: [{}, calm("web-a-2")] }), usage("web-a-2", "88Mi")]);
    expect(finding.memory?.sampledNeed).toMatchObject({ bytes: 88 * MIB });
    expect(finding.sentence).toContain("88Mi in use by pod web-a-2");
  });

  it.each([
    ["of the killed pod itself", "web-a-1", "88Mi"],
    ["at the limit", "web-a-2", "95Mi"],
    ["that would not lift the limit", "web-a-2", "60Mi"],
    ["of a pod that is not known", "web-x-9", "500Mi"],
  ])("%s are none", async (_name, pod, memory) => {
    const finding = await look([...objectsOf({ pods: [{}, calm("web-a-2")] }), usage(pod, memory)]);
    expect(finding.memory?.sampledNeed).toBeNull();
  });

  it("are not asked for where no metrics API is served", async () => {
    const objects = [...objectsOf({ pods: [{}, calm("web-a-2")] }), usage("web-a-2", "88Mi")];
    const finding = findingOf(await lookAtObjects(objects));
    expect(finding.memory?.sampledNeed).toBeNull();
    expect(finding.evidence.some(({ kind }) => kind === "gap")).toBe(false);
  });
});

describe("samples of Prometheus", () => {
  let server: Server | undefined;
  afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

  async function prometheus(answer: unknown, code = 200): Promise<{ url: string; asked: string[] }> {
    const asked: string[] = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/prom`, asked };
  }
  const answer = (pod: string, bytes: number) => ({
    status: "success",
    data: {
      resultType: "vector",
      result: [{ metric: { pod, container: "web" }, value: [1795348800, String(bytes)] }],
    },
  });

  it("are asked for once each, the highest and those over time, for the workload's own pods", async () => {
    const { url, asked } = await prometheus(answer("web-a-2", 89 * MIB));
    const finding = await look(objectsOf({ pods: [{}, calm("web-a-2")] }), { prometheusUrl: url });
    expect(asked.map((url) => /max_over_time|1h%3A15s/.exec(url)?.[0]).toSorted()).toEqual([
      "1h%3A15s",
      "max_over_time",
    ]);
    expect(new URL(asked[0] ?? "", url).pathname).toBe("/prom/api/v1/query");
    expect(finding.memory?.sampledNeed).toEqual({
      bytes: 89 * MIB,
      from: "89Mi in use by pod web-a-2 (Prometheus)",
    });
  });

  it("far below the limit beside a node under pressure show a kill of the node", async () => {
    const { url } = await prometheus(answer("web-a-1", 20 * MIB));
    const objects = objectsOf().filter(({ kind }) => kind !== "Node");
    const pressed = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "node-1" },
      status: { conditions: [{ type: "MemoryPressure", status: "True" }] },
    };
    const finding = await look([...objects, pressed], { prometheusUrl: url });
    expect(finding.cause).toBe("node-out-of-memory");
    expect(finding.sentence).toContain("20 % of its limit");
  });

  it("far below the limit alone are too little: a spike passes between two samples", async () => {
    const { url } = await prometheus(answer("web-a-1", 20 * MIB));
    expect((await look(objectsOf(), { prometheusUrl: url })).cause).toBe("memory-limit-too-low");
  });

  it.each<[string, unknown, number]>([
    ["an error", {}, 503],
    ["an answer of another form", { status: "success", data: { result: [{ value: "x" }] } }, 200],
    ["a failed query", { status: "error", error: "bad" }, 200],
  ])("that end with %s are gone without, and the finding says so", async (_name, body, code) => {
    const { url } = await prometheus(body, code);
    const finding = await look(objectsOf(), { prometheusUrl: url });
    expect(finding.cause).toBe("memory-limit-too-low");
    expect(finding.sentence).toContain("without: memory use from Prometheus");
  });

  it("cannot be asked for more by an odd name", () => {
    const query = queryFor({ namespace: 'x"} or {a="', pods: [{ name: 'a|.*"' }, { name: "web.1" }] });
    expect(query).toContain('namespace=""');
    expect(query).toContain('pod=~"web[.]1"');
  });
});

it("a container whose kill is one of its end alone is not double counted by state and lastState", async () => {
  const twice = status({
    state: terminated({ id: "containerd://same" }),
    lastState: terminated({ id: "containerd://same" }),
  });
  const finding = await look(
    objectsOf({ spec: { containers: [container()] }, pods: [{ statuses: [twice] }] }),
  );
  expect(finding.memory?.kills).toHaveLength(1);
});
