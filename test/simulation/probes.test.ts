import { describe, expect, it } from "vitest";
import type { Behaviour, ImageRule } from "../../src/simulation/kubelet/behaviour.ts";
import type { Container } from "../../src/simulation/store/objects.ts";
import type { Probe } from "../../src/simulation/store/pod-parts.ts";
import { deployment } from "./manifests.ts";
import { onlyContainer, openSimulation } from "./open-simulation.ts";

interface CountedEvent {
  reason: string;
  message: string;
  count: number;
}

async function play(behaviour: Behaviour, container: Partial<Container>, rule?: ImageRule) {
  const simulation = await openSimulation();
  simulation.cluster.behave({ match: { workload: "app" }, behaviour });
  if (rule) simulation.cluster.image(rule);
  await simulation.cluster.apply([deployment("app", container)]);
  const later = async (seconds: number) => {
    simulation.clock.advance(seconds * 1000);
    return onlyContainer((await simulation.pods())[0]);
  };
  const events = (reason: string) =>
    (simulation.cluster.store.list("events", "shop") as unknown as CountedEvent[]).filter(
      (event) => event.reason === reason,
    );
  return { ...simulation, later, events };
}

const serves = (more: object = {}): Behaviour => ({ kind: "serves", ports: [{ port: 8080, ...more }] });
const http = (get: object): Probe => ({ httpGet: { path: "/", port: 8080, ...get }, periodSeconds: 5 });
const IP = "10.244.0.2";

describe("a readiness probe that fails says why", () => {
  it.each<[string, Behaviour, Probe, string]>([
    [
      "wrong port",
      serves(),
      http({ port: 9090 }),
      `Readiness probe failed: Get "http://${IP}:9090/": dial tcp ${IP}:9090: connect: connection refused`,
    ],
    [
      "wrong path",
      serves({ paths: ["/"] }),
      http({ path: "/ready" }),
      "Readiness probe failed: HTTP probe failed with statuscode: 404",
    ],
    [
      "an answer that is an error",
      serves({ statuses: { "/ready": 500 } }),
      http({ path: "/ready" }),
      "Readiness probe failed: HTTP probe failed with statuscode: 500",
    ],
    [
      "too slow",
      serves({ takesMs: 2_000 }),
      http({}),
      `Readiness probe failed: Get "http://${IP}:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    ],
    [
      "HTTPS where HTTP is served",
      serves(),
      http({ scheme: "HTTPS" }),
      `Readiness probe failed: Get "https://${IP}:8080/": http: server gave HTTP response to HTTPS client`,
    ],
    [
      "HTTP where HTTPS is served",
      serves({ scheme: "HTTPS" }),
      http({}),
      "Readiness probe failed: HTTP probe failed with statuscode: 400",
    ],
    [
      "a port that has no name",
      serves(),
      http({ port: "web" }),
      'Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "web": invalid syntax',
    ],
    [
      "TCP",
      serves(),
      { tcpSocket: { port: 5432 }, periodSeconds: 5 },
      `Readiness probe failed: dial tcp ${IP}:5432: connect: connection refused`,
    ],
    [
      "gRPC",
      serves({ scheme: "GRPC" }),
      { grpc: { port: 9000 }, periodSeconds: 5 },
      `Readiness probe failed: timeout: failed to connect service "${IP}:9000" within 1s: context deadline exceeded`,
    ],
    [
      "a command",
      {
        kind: "serves",
        ports: [],
        commands: [
          {
            command: "cat /tmp/ok",
            exitCode: 1,
            output: "cat: can't open '/tmp/ok': No such file or directory\n",
          },
        ],
      },
      { exec: { command: ["cat", "/tmp/ok"] }, periodSeconds: 5 },
      "Readiness probe failed: cat: can't open '/tmp/ok': No such file or directory\n",
    ],
    [
      "a command that asks its own container",
      serves(),
      { exec: { command: ["sh", "-c", "wget -qO- http://localhost:9090/"] }, periodSeconds: 5 },
      "Readiness probe failed: wget: can't connect to remote host (127.0.0.1): Connection refused\n",
    ],
    [
      "one that says it is not ready",
      { kind: "never-ready" },
      http({}),
      "Readiness probe failed: HTTP probe failed with statuscode: 503",
    ],
  ])("%s", async (_, behaviour, readinessProbe, message) => {
    const { later, events } = await play(behaviour, { readinessProbe });
    const { ready, started, restartCount } = await later(30);
    expect({ ready, started, restartCount }).toEqual({ ready: false, started: true, restartCount: 0 });
    expect(events("Unhealthy").map((event) => event.message)).toEqual([message]);
  });

  it("a command that is not in the image", async () => {
    const readinessProbe = { exec: { command: ["/bin/probe"] } };
    const { later, events } = await play(
      { kind: "runs-well" },
      { readinessProbe },
      { image: "registry.example/app", commands: ["sh"] },
    );
    expect((await later(30)).ready).toBe(false);
    expect(events("Unhealthy")[0]?.message).toContain(
      'exec: "/bin/probe": stat /bin/probe: no such file or directory: unknown',
    );
  });

  it("does so no more than 25 times in a row", async () => {
    const { later, events } = await play(serves(), {
      readinessProbe: { ...http({ port: 1 }), periodSeconds: 1 },
    });
    await later(200);
    expect(events("Unhealthy").map(({ count }) => count)).toEqual([25]);
  });
});

describe("probes of what serves", () => {
  it("make it ready once it listens, and not before the delay", async () => {
    const readinessProbe = { ...http({ port: "http" }), initialDelaySeconds: 10 };
    const ports = [{ name: "http", containerPort: 8080 }];
    const { later, events } = await play(
      { kind: "serves", ports: [{ port: 8080 }], startsAfterMs: 21_000 },
      { readinessProbe, ports },
    );
    expect((await later(12)).ready).toBe(false);
    expect((await later(20)).ready).toBe(true);
    expect(events("Unhealthy")[0]?.count).toBeLessThan(5);
  });

  it("hold the others back until the startup probe succeeds", async () => {
    const { later, events } = await play(
      { kind: "serves", ports: [{ port: 8080 }], startsAfterMs: 40_000 },
      {
        startupProbe: { ...http({}), failureThreshold: 30 },
        livenessProbe: http({}),
        readinessProbe: http({}),
      },
    );
    expect(await later(20)).toMatchObject({ started: false, ready: false, restartCount: 0 });
    expect(await later(40)).toMatchObject({ started: true, ready: true, restartCount: 0 });
    expect(events("Unhealthy").map(({ message }) => message.split(" ")[0])).toEqual(["Startup"]);
  });

  it("kill a start that is too slow, again and again", async () => {
    const { later, events } = await play(
      { kind: "serves", ports: [{ port: 8080 }], startsAfterMs: 40_000 },
      { startupProbe: { ...http({}), failureThreshold: 3 } },
    );
    expect((await later(120)).restartCount).toBeGreaterThan(1);
    expect(events("Killing")[0]?.message).toBe("Container app failed startup probe, will be restarted");
  });

  it("kill after the grace what does not listen to SIGTERM", async () => {
    const { later } = await play(
      { ...serves({ paths: ["/"] }), onTerm: "ignores" },
      { livenessProbe: { ...http({ path: "/live" }), terminationGracePeriodSeconds: 5 } },
    );
    const { lastState, restartCount } = await later(60);
    expect(restartCount).toBeGreaterThan(0);
    expect(lastState.terminated).toMatchObject({ exitCode: 137, reason: "Error" });
  });

  it("cost no timers once all is well", async () => {
    const probe = { ...http({}), periodSeconds: 1 };
    const { later, cluster, events } = await play(
      { kind: "runs-well" },
      { livenessProbe: probe, readinessProbe: probe, startupProbe: probe },
    );
    expect((await later(10)).ready).toBe(true);
    const version = () => cluster.store.list("pods", "shop")[0]?.metadata.resourceVersion;
    const before = version();
    await later(3_600);
    expect(version()).toBe(before);
    expect(events("Unhealthy")).toEqual([]);
  });
});

it("a start takes longer with less CPU", async () => {
  const readyAfter = async (cpu: string) => {
    const { later } = await play(
      { kind: "needs-cpu", millicores: 1_000, readyAfterMs: 20_000 },
      { resources: { limits: { cpu } }, readinessProbe: http({}) },
    );
    for (let seconds = 5; seconds < 300; seconds += 5) if ((await later(5)).ready) return seconds;
    return undefined;
  };
  expect(await readyAfter("1")).toBeLessThan(30);
  expect(await readyAfter("250m")).toBeGreaterThan(75);
});
