import { describe, expect, it } from "vitest";
import type { Behaviour, CallClient } from "../../src/simulation/kubelet/behaviour.ts";
import { deployment } from "./manifests.ts";
import { openSimulation } from "./open-simulation.ts";

const service = (name: string, spec: object = {}) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "shop" },
  spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
});
const policy = (spec: object) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "rule", namespace: "shop" },
  spec,
});

interface Setting {
  objects?: object[];
  call?: { host: string; port: number };
  client?: CallClient;
  ports?: object[];
}

/** "web" calls "db", which listens on 8080. */
async function play({
  objects = [service("db")],
  call = { host: "db", port: 80 },
  client,
  ports = [],
}: Setting) {
  const simulation = await openSimulation();
  const { cluster, clock, core, pods } = simulation;
  const calls: Behaviour = { kind: "calls", hosts: [call], orElse: "not-ready", ...(client && { client }) };
  cluster.behave({ match: { workload: "db" }, behaviour: { kind: "serves", ports: [{ port: 8080 }] } });
  cluster.behave({ match: { workload: "web" }, behaviour: calls });
  await cluster.apply([deployment("db", { ports: ports as never }), ...objects]);
  clock.advance(10_000);
  await cluster.apply([deployment("web")]);
  const look = async (seconds: number) => {
    clock.advance(seconds * 1000);
    const web = (await pods()).find(({ metadata }) => metadata.name.startsWith("web"));
    const log = await core.readNamespacedPodLog({ namespace: "shop", name: web?.metadata.name ?? "" });
    return { ready: web?.status?.containerStatuses?.[0]?.ready, log: log.split("\n")[0] };
  };
  return { ...simulation, look };
}

const OUT = { podSelector: { matchLabels: { app: "web" } }, policyTypes: ["Egress"] };
const IN = { podSelector: { matchLabels: { app: "db" } }, policyTypes: ["Ingress"] };
const toDns = { ports: [{ port: 53, protocol: "UDP" }] };
const refused = "curl: (7) Failed to connect to db port 80 after 3 ms: Connection refused";
const timedOut = "curl: (28) Failed to connect to db port 80 after 5001 ms: Connection timed out";
const unresolved = (host: string) => `curl: (6) Could not resolve host: ${host}`;

describe("a call is answered", () => {
  it.each<[string, Setting]>([
    ["through a Service of the namespace", {}],
    ["by its name with the namespace", { call: { host: "db.shop", port: 80 } }],
    ["by its whole name", { call: { host: "db.shop.svc.cluster.local", port: 80 } }],
    [
      "through a named port",
      {
        ports: [{ name: "http", containerPort: 8080 }],
        objects: [service("db", { ports: [{ port: 80, targetPort: "http" }] })],
      },
    ],
    [
      "by a headless Service's pods",
      { objects: [service("db", { clusterIP: "None" })], call: { host: "db", port: 8080 } },
    ],
    [
      "through a name that stands for another",
      {
        objects: [
          service("db"),
          service("alias", {
            selector: undefined,
            type: "ExternalName",
            externalName: "db.shop.svc.cluster.local",
          }),
        ],
        call: { host: "alias", port: 80 },
      },
    ],
    ["outside of the cluster", { call: { host: "api.example.com", port: 443 } }],
    [
      "where a policy lets it in",
      {
        objects: [
          service("db"),
          policy({
            ...IN,
            ingress: [{ from: [{ podSelector: { matchLabels: { app: "web" } } }], ports: [{ port: 8080 }] }],
          }),
        ],
      },
    ],
    [
      "where a policy lets it and DNS out",
      {
        objects: [
          service("db"),
          policy({ ...OUT, egress: [toDns, { to: [{ podSelector: { matchLabels: { app: "db" } } }] }] }),
        ],
      },
    ],
  ])("%s", async (_, setting) => {
    const { look } = await play(setting);
    expect(await look(5)).toEqual({ ready: true, log: "" });
  });
});

describe("a call that is not answered says why", () => {
  it.each<[string, Setting, string]>([
    ["no such Service", { call: { host: "dbs", port: 80 } }, unresolved("dbs")],
    ["of another namespace", { call: { host: "db.prod.svc", port: 80 } }, unresolved("db.prod.svc")],
    ["no ready endpoint", { objects: [service("db", { selector: { app: "dbx" } })] }, refused],
    [
      "a target port that nobody listens on",
      { objects: [service("db", { ports: [{ port: 80, targetPort: 9090 }] })] },
      refused,
    ],
    [
      "a named target port that no container has",
      { objects: [service("db", { ports: [{ port: 80, targetPort: "web" }] })] },
      refused,
    ],
    [
      "a port that the Service does not have",
      { call: { host: "db", port: 8080 } },
      "curl: (28) Failed to connect to db port 8080 after 5001 ms: Connection timed out",
    ],
    ["a policy that lets nobody in", { objects: [service("db"), policy(IN)] }, timedOut],
    [
      "a policy that lets it in on another port",
      { objects: [service("db"), policy({ ...IN, ingress: [{ ports: [{ port: 80 }] }] })] },
      timedOut,
    ],
    [
      "a policy that forbids DNS",
      { objects: [service("db"), policy({ ...OUT, egress: [{ to: [{ podSelector: {} }] }] })] },
      unresolved("db"),
    ],
    [
      "a policy that lets DNS out alone",
      { objects: [service("db"), policy({ ...OUT, egress: [toDns] })] },
      timedOut,
    ],
    [
      "in Go's words",
      { client: "go", call: { host: "dbs", port: 80 } },
      'Get "http://dbs:80/": dial tcp: lookup dbs on 10.96.0.10:53: no such host',
    ],
    [
      "in psql's words",
      { call: { host: "dbs", port: 5432 } },
      'psql: error: could not translate host name "dbs" to address: Name or service not known',
    ],
  ])("%s", async (_, setting, log) => {
    const { look } = await play(setting);
    expect(await look(5)).toEqual({ ready: false, log });
  });

  it("and is answered once the Service is right", async () => {
    const { look, cluster } = await play({ objects: [service("db", { selector: { app: "dbx" } })] });
    expect((await look(5)).ready).toBe(false);
    await cluster.apply([service("db")]);
    expect((await look(15)).ready).toBe(true);
    await cluster.apply([policy({ podSelector: {} })]);
    expect((await look(15)).ready).toBe(false);
  });

  it("and ends a program that will not do without", async () => {
    const { cluster, clock, pods } = await openSimulation();
    cluster.behave({
      match: { workload: "web" },
      behaviour: { kind: "calls", hosts: [{ host: "db", port: 80 }], orElse: "exits" },
    });
    await cluster.apply([deployment("web")]);
    clock.advance(40_000);
    const status = (await pods())[0]?.status?.containerStatuses?.[0];
    expect(status?.restartCount).toBeGreaterThan(0);
    expect(status?.state.terminated ?? status?.lastState.terminated).toMatchObject({
      exitCode: 1,
      reason: "Error",
    });
    await cluster.apply([deployment("db"), service("db")]);
    clock.advance(60_000);
    expect(
      (await pods()).every(({ status: { containerStatuses } = {} }) => containerStatuses?.[0]?.ready),
    ).toBe(true);
  });
});

describe("an init container that waits for what the others call", () => {
  it.each(["exits", "not-ready"] as const)("lets them start once it is there (%s)", async (orElse) => {
    const { cluster, clock, pods } = await openSimulation();
    cluster.behave({
      match: { workload: "web", container: "wait" },
      behaviour: { kind: "calls", hosts: [{ host: "db", port: 80 }], orElse },
    });
    const manifest = deployment("web");
    const { template } = manifest.spec;
    const wait = { name: "wait", image: "registry.example/wait:1" };
    const spec = { ...template.spec, initContainers: [wait] };
    await cluster.apply([{ ...manifest, spec: { ...manifest.spec, template: { ...template, spec } } }]);
    clock.advance(30_000);
    const [before] = await pods();
    expect(before?.status).toMatchObject({ phase: "Pending", initContainerStatuses: [{ ready: false }] });
    await cluster.apply([deployment("db"), service("db")]);
    clock.advance(60_000);
    const web = (await pods()).find(({ metadata }) => metadata.name.startsWith("web"));
    expect(web?.status).toMatchObject({
      phase: "Running",
      initContainerStatuses: [{ ready: true, state: { terminated: { exitCode: 0 } } }],
      containerStatuses: [{ ready: true }],
    });
  });
});
