import { describe, expect, it } from "vitest";
import type { ImageRule } from "../../src/simulation/kubelet/behaviour.ts";
import type { Container } from "../../src/simulation/store/objects.ts";
import type { Volume } from "../../src/simulation/store/pod-parts.ts";
import { deployment } from "./manifests.ts";
import { onlyContainer, openSimulation } from "./open-simulation.ts";

const object = (kind: string, name: string, data: Record<string, string>) => ({
  ...{ apiVersion: "v1", kind, data },
  metadata: { name, namespace: "shop" },
});

function workload(container: Partial<Container>, volumes: Volume[] = []) {
  const manifest = deployment("app", container);
  const { template } = manifest.spec;
  return {
    ...manifest,
    spec: { ...manifest.spec, template: { ...template, spec: { ...template.spec, volumes } } },
  };
}

async function play(
  container: Partial<Container>,
  options: { volumes?: Volume[]; objects?: object[]; rule?: ImageRule } = {},
) {
  const simulation = await openSimulation();
  if (options.rule) simulation.cluster.image(options.rule);
  await simulation.cluster.apply([...(options.objects ?? []), workload(container, options.volumes)]);
  const later = async (seconds: number) => {
    simulation.clock.advance(seconds * 1000);
    return onlyContainer((await simulation.pods())[0]);
  };
  const mounts = () =>
    (simulation.cluster.store.list("events", "shop") as unknown as { reason: string; message: string }[])
      .filter(({ reason }) => reason === "FailedMount")
      .map(({ message }) => message);
  return { ...simulation, later, mounts };
}

const fromKey = (isOptional: boolean): Partial<Container> => ({
  env: [
    { name: "MODE", valueFrom: { configMapKeyRef: { name: "settings", key: "mode", optional: isOptional } } },
  ],
});

describe("configuration that is not there", () => {
  it.each<[string, Partial<Container>, string]>([
    ["a ConfigMap of a variable", fromKey(false), 'configmap "settings" not found'],
    ["a ConfigMap of envFrom", { envFrom: [{ configMapRef: { name: "all" } }] }, 'configmap "all" not found'],
    ["a Secret of envFrom", { envFrom: [{ secretRef: { name: "keys" } }] }, 'secret "keys" not found'],
    [
      "user 0 where root is refused",
      { securityContext: { runAsNonRoot: true, runAsUser: 0 } },
      "container's runAsUser breaks non-root policy",
    ],
  ])("%s", async (_, container, words) => {
    const { later } = await play(container);
    const { waiting } = (await later(20)).state;
    expect(waiting?.reason).toBe("CreateContainerConfigError");
    expect(waiting?.message).toContain(words);
  });

  it("is no matter where it is optional", async () => {
    const { later } = await play(fromKey(true));
    expect((await later(5)).ready).toBe(true);
  });

  it("starts once the ConfigMap is there, and only with the key", async () => {
    const { later, cluster } = await play(fromKey(false));
    await later(20);
    await cluster.apply([object("ConfigMap", "settings", { mood: "calm" })]);
    expect((await later(32)).state.waiting?.message).toBe(
      "couldn't find key mode in ConfigMap shop/settings",
    );
    await cluster.apply([object("ConfigMap", "settings", { mode: "fast" })]);
    expect((await later(20)).ready).toBe(true);
  });
});

describe("volumes that cannot be set up", () => {
  it.each<[string, Volume, string]>([
    ["a Secret", { name: "v", secret: { secretName: "tls" } }, 'secret "tls" not found'],
    [
      "a key of a Secret",
      { name: "v", secret: { secretName: "keys", items: [{ key: "b", path: "b" }] } },
      "references non-existent secret key: b",
    ],
    [
      "a key of a ConfigMap",
      { name: "v", configMap: { name: "conf", items: [{ key: "b", path: "b" }] } },
      "configmap references non-existent config key: b",
    ],
    [
      "one of two projected",
      { name: "v", projected: { sources: [{ configMap: { name: "conf" } }, { secret: { name: "tls" } }] } },
      'secret "tls" not found',
    ],
  ])("%s", async (_, volume, words) => {
    const objects = [object("Secret", "keys", { a: "YQ==" }), object("ConfigMap", "conf", { a: "1" })];
    const { later, mounts } = await play(
      { volumeMounts: [{ name: "v", mountPath: "/v" }] },
      { volumes: [volume], objects },
    );
    expect((await later(130)).state.waiting).toEqual({ reason: "ContainerCreating" });
    expect(mounts()).toEqual([`MountVolume.SetUp failed for volume "v" : ${words}`]);
  });

  it("are set up once the object is there", async () => {
    const volumes = [{ name: "v", configMap: { name: "conf" } }];
    const { later, cluster } = await play({ volumeMounts: [{ name: "v", mountPath: "/v" }] }, { volumes });
    await later(20);
    await cluster.apply([object("ConfigMap", "conf", { a: "1" })]);
    expect((await later(70)).ready).toBe(true);
  });
});

describe("what the runtime refuses to start", () => {
  const folderOnFile = {
    volumes: [{ name: "conf", configMap: { name: "conf" } }],
    objects: [object("ConfigMap", "conf", { "site.conf": "x" })],
    rule: { image: "registry.example/app", files: ["/etc/app.conf"] },
  };

  it.each<[string, Partial<Container>, ImageRule, string]>([
    [
      "a program that is not in the path",
      { command: ["serve"] },
      { image: "registry.example/app", commands: ["sh"] },
      'exec: "serve": executable file not found in $PATH: unknown',
    ],
    [
      "a folder on a file",
      { volumeMounts: [{ name: "conf", mountPath: "/etc/app.conf" }] },
      folderOnFile.rule,
      'to rootfs at "/etc/app.conf"',
    ],
    [
      "a subPath that is not there, made as a folder",
      { volumeMounts: [{ name: "conf", mountPath: "/etc/app.conf", subPath: "app.conf" }] },
      folderOnFile.rule,
      "/volume-subpaths/conf/app/0:/etc/app.conf",
    ],
  ])("%s", async (_, container, rule, words) => {
    const { later } = await play(container, { ...folderOnFile, rule });
    const early = await later(4);
    expect(early.state.waiting?.reason).toBe("RunContainerError");
    expect(early.state.waiting?.message).toContain(words);
    const late = await later(30);
    expect(late.state.waiting?.reason).toBe("CrashLoopBackOff");
    expect(late.lastState.terminated).toMatchObject({ reason: "StartError", exitCode: 128 });
  });

  it("a subPath that is there is mounted", async () => {
    const volumeMounts = [{ name: "conf", mountPath: "/etc/app.conf", subPath: "site.conf" }];
    const { later } = await play({ volumeMounts }, folderOnFile);
    expect((await later(5)).ready).toBe(true);
  });
});

describe("folders of the node", () => {
  it.each<[string, { path: string; type?: string }, string[]]>([
    [
      "that are not there",
      { path: "/mnt/disks/a", type: "Directory" },
      [
        'MountVolume.SetUp failed for volume "v" : hostPath type check failed: /mnt/disks/a is not a directory',
      ],
    ],
    ["that are there", { path: "/var/log", type: "Directory" }, []],
    ["that are made where they are not", { path: "/mnt/disks/a", type: "DirectoryOrCreate" }, []],
  ])("%s", async (_, hostPath, errors) => {
    const { later, mounts } = await play(
      { volumeMounts: [{ name: "v", mountPath: "/v" }] },
      { volumes: [{ name: "v", hostPath }] },
    );
    expect((await later(10)).ready).toBe(errors.length === 0);
    expect(mounts()).toEqual(errors);
  });
});

describe("what a program leaves behind", () => {
  it("is the end of its log, where the container asks for it", async () => {
    const { later } = await play(
      { command: ["sh", "-c", "serve --fast"], terminationMessagePolicy: "FallbackToLogsOnError" },
      { rule: { image: "registry.example/app", commands: ["sh"] } },
    );
    const { state, lastState } = await later(10);
    expect(state.terminated ?? lastState.terminated).toMatchObject({
      exitCode: 127,
      message: "sh: 1: serve: not found\n",
    });
  });
});
