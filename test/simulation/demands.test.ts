import { describe, expect, it } from "vitest";
import type { Demand } from "../../src/simulation/kubelet/behaviour.ts";
import type { Container } from "../../src/simulation/store/objects.ts";
import type { Volume } from "../../src/simulation/store/pod-parts.ts";
import { deployment } from "./manifests.ts";
import { onlyContainer, openSimulation } from "./open-simulation.ts";

const config = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "conf", namespace: "shop" },
  data: { "app.yaml": "port: 80\n", mode: "fast" },
};
const volume: Volume = { name: "conf", configMap: { name: "conf" } };
const mount = (more: object) => ({ volumeMounts: [{ name: "conf", mountPath: "/etc/app", ...more }] });
const fromConfig: Partial<Container> = {
  env: [{ name: "MODE", valueFrom: { configMapKeyRef: { name: "conf", key: "mode" } } }],
};
type Condition = Demand extends infer D ? (D extends { log: string[] } ? Omit<D, "log"> : never) : never;

async function play(condition: Condition, container: Partial<Container>) {
  const { cluster, clock, pods, core } = await openSimulation();
  const settings = [{ ...condition, log: ["fatal: not so"] } as Demand];
  cluster.behave({ match: {}, behaviour: { kind: "demands", settings, exitCode: 3 } });
  const manifest = deployment("app", container);
  const { template } = manifest.spec;
  const spec = { ...template.spec, volumes: [volume, { name: "data", emptyDir: {} }] };
  await cluster.apply([config, { ...manifest, spec: { ...manifest.spec, template: { ...template, spec } } }]);
  clock.advance(4_000);
  const [pod] = await pods();
  const log = await core.readNamespacedPodLog({ namespace: "shop", name: pod?.metadata.name ?? "" });
  return { status: onlyContainer(pod), log };
}

describe("a program runs where its demand is met", () => {
  it.each<[string, Condition, Partial<Container>]>([
    ["a variable", { env: "MODE" }, { env: [{ name: "MODE", value: "x" }] }],
    ["a value of a ConfigMap", { env: "MODE", oneOf: ["fast"] }, fromConfig],
    ["a file of a ConfigMap", { path: "/etc/app/app.yaml", is: "file", matches: "^port: \\d+" }, mount({})],
    [
      "a file by subPath",
      { path: "/app.yaml", is: "file" },
      mount({ mountPath: "/app.yaml", subPath: "app.yaml" }),
    ],
    ["an argument that it knows", { argument: "--fast", isRefused: true }, { args: ["--slow"] }],
    [
      "a folder that it may write",
      { writes: "/data/x" },
      {
        securityContext: { readOnlyRootFilesystem: true },
        volumeMounts: [{ name: "data", mountPath: "/data" }],
      },
    ],
  ])("%s", async (_, condition, container) => {
    expect((await play(condition, container)).status).toMatchObject({ ready: true, restartCount: 0 });
  });
});

describe("a program ends where it is not", () => {
  it.each<[string, Condition, Partial<Container>]>([
    ["a variable that is not set", { env: "MODE" }, {}],
    ["a value that it does not know", { env: "MODE", oneOf: ["slow"] }, fromConfig],
    [
      "a value of another form",
      { env: "PORT", matches: "^\\d+$" },
      { env: [{ name: "PORT", value: "http" }] },
    ],
    ["a file elsewhere", { path: "/etc/gateway/app.yaml", is: "file" }, mount({})],
    ["a folder in place of a file", { path: "/app.yaml", is: "file" }, mount({ mountPath: "/app.yaml" })],
    ["content that is not right", { path: "/etc/app/app.yaml", is: "file", matches: "^listen:" }, mount({})],
    ["an argument that it refuses", { argument: "--fast", isRefused: true }, { args: ["--fast=9"] }],
    ["a root that is read only", { writes: "/tmp" }, { securityContext: { readOnlyRootFilesystem: true } }],
    ["a ConfigMap's folder to write to", { writes: "/etc/app/cache" }, mount({})],
  ])("%s", async (_, condition, container) => {
    const { status, log } = await play(condition, container);
    expect((status.state.terminated ?? status.lastState.terminated)?.exitCode).toBe(3);
    expect(log).toBe("fatal: not so\n");
  });
});
