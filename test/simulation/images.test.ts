import { describe, expect, it } from "vitest";
import type { ImageRule } from "../../src/simulation/kubelet/behaviour.ts";
import type { Container } from "../../src/simulation/store/objects.ts";
import { deployment } from "./manifests.ts";
import { onlyContainer, openSimulation } from "./open-simulation.ts";

const IMAGE = "registry.example/team/app:1";

async function play(rules: ImageRule[], container: Partial<Container> = {}) {
  const simulation = await openSimulation();
  for (const rule of rules) simulation.cluster.image(rule);
  await simulation.cluster.apply([deployment("app", { image: IMAGE, ...container })]);
  const later = async (seconds: number) => {
    simulation.clock.advance(seconds * 1000);
    return onlyContainer((await simulation.pods())[0]);
  };
  const events = () =>
    (simulation.cluster.store.list("events", "shop") as unknown as { reason: string; message: string }[]).map(
      ({ reason, message }) => `${reason}: ${message}`,
    );
  return { ...simulation, later, events };
}

describe("pulling images", () => {
  it.each<[string, ImageRule, Partial<Container>, string, string]>([
    [
      "a tag that is not there",
      { image: "registry.example/team/app", tags: ["2"] },
      {},
      "ErrImagePull",
      ": not found",
    ],
    [
      "another processor only",
      { image: IMAGE, outcome: "no-platform" },
      {},
      "ErrImagePull",
      "no match for platform in manifest: not found",
    ],
    [
      "a registry that does not answer",
      { image: IMAGE, outcome: "unavailable" },
      {},
      "ErrImagePull",
      ":443: i/o timeout",
    ],
    [
      "a registry whose name does not resolve",
      { image: IMAGE, outcome: "unavailable", because: "no-such-host" },
      {},
      "ErrImagePull",
      "dial tcp: lookup registry.example: no such host",
    ],
    [
      "a pull secret that is not there",
      { image: IMAGE, unlessSecret: "regcred" },
      {},
      "ErrImagePull",
      "401 Unauthorized",
    ],
    [
      "a policy of Never",
      { image: IMAGE },
      { imagePullPolicy: "Never" },
      "ErrImageNeverPull",
      `Container image "${IMAGE}" is not present with pull policy of Never`,
    ],
    [
      "a name that is none",
      { image: IMAGE },
      { image: "registry.example/Team/app:1" },
      "InvalidImageName",
      `Failed to apply default image tag "registry.example/Team/app:1": couldn't parse image name "registry.example/Team/app:1": invalid reference format: repository name (Team/app) must be lowercase`,
    ],
  ])("%s", async (_, rule, container, reason, words) => {
    const { later } = await play([rule], container);
    const { waiting } = (await later(2)).state;
    expect(waiting?.reason).toBe(reason);
    expect(waiting?.message).toContain(words);
  });

  it("waits between two pulls, and longer each time", async () => {
    const { later, events, cluster } = await play([{ image: IMAGE, outcome: "not-found" }]);
    const seen = new Set<string>();
    for (let second = 0; second < 60; second += 1) seen.add((await later(1)).state.waiting?.reason ?? "");
    expect(seen).toEqual(new Set(["ContainerCreating", "ErrImagePull", "ImagePullBackOff"]));
    expect(events()).toContain(`BackOff: Back-off pulling image "${IMAGE}"`);
    const pulling = cluster.store.list("events", "shop").find(({ reason }) => reason === "Pulling");
    expect((pulling as { count?: number } | undefined)?.count).toBeLessThanOrEqual(4);
  });

  it("pulls again once the registry is back", async () => {
    const { later } = await play([{ image: IMAGE, outcome: "unavailable", forMs: 45_000 }]);
    expect((await later(30)).ready).toBe(false);
    expect((await later(120)).ready).toBe(true);
  });

  it("pulls once the pull secret is there", async () => {
    const { later, cluster } = await play([{ image: IMAGE, unlessSecret: "regcred" }]);
    expect((await later(5)).ready).toBe(false);
    const spec = { template: { spec: { imagePullSecrets: [{ name: "regcred" }] } } };
    const manifest = deployment("app", { image: IMAGE });
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "regcred", namespace: "shop" } };
    const template = {
      ...manifest.spec.template,
      spec: { ...manifest.spec.template.spec, ...spec.template.spec },
    };
    await cluster.apply([secret, { ...manifest, spec: { ...manifest.spec, template } }]);
    expect((await later(20)).ready).toBe(true);
  });

  it("runs what is on the node although the registry is away", async () => {
    const { later } = await play([{ image: IMAGE, outcome: "unavailable", isOnNodes: true }]);
    expect((await later(5)).ready).toBe(true);
  });

  it("ends an image of another processor with 255 and says so in the log", async () => {
    const { later, core, pods } = await play([{ image: IMAGE, outcome: "wrong-architecture" }], {
      command: ["/app"],
    });
    const { lastState, restartCount } = await later(30);
    expect(lastState.terminated).toMatchObject({ exitCode: 255, reason: "Error" });
    expect(restartCount).toBeGreaterThan(0);
    const name = (await pods())[0]?.metadata.name ?? "";
    expect(await core.readNamespacedPodLog({ namespace: "shop", name })).toBe(
      "exec /app: exec format error\n",
    );
  });
});
