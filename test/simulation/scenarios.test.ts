import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { DEMO_SCENARIOS } from "../../src/simulation/scenarios/demo-scenarios.ts";
import type { Pod } from "../../src/simulation/store/objects.ts";
import { onlyContainer, openSimulation } from "./open-simulation.ts";

const LIMIT = "/spec/template/spec/containers/0/resources/limits/memory";

async function play(name: string, limit?: string) {
  const scenario = DEMO_SCENARIOS.find((item) => item.name === name);
  if (!scenario) throw new Error(`no scenario ${name}`);
  const simulation = await openSimulation();
  for (const rule of scenario.behaviours) simulation.cluster.behave(rule);
  await simulation.cluster.apply(scenario.manifests);
  simulation.clock.advance(90_000);
  const { namespace, kind } = scenario.subject;
  const path = `/apis/apps/v1/namespaces/${namespace}/${kind.toLowerCase()}s/${scenario.subject.name}`;
  await simulation.read(path);
  if (limit !== undefined) {
    const response = await fetch(simulation.url + path, {
      method: "PATCH",
      headers: { "content-type": "application/json-patch+json" },
      body: JSON.stringify([{ op: "replace", path: LIMIT, value: limit }]),
    });
    expect(response.status).toBe(200);
    const [old] = await simulation.pods(namespace);
    if (kind === "StatefulSet")
      await simulation.core.deleteNamespacedPod({ namespace, name: old?.metadata.name ?? "" });
    simulation.clock.advance(30_000);
  }
  const pods = await simulation.pods(namespace);
  const newest = pods.toSorted((a, b) => createdAt(b) - createdAt(a))[0];
  return { ...simulation, pods, newest, status: onlyContainer(newest) };
}

const createdAt = ({ metadata }: Pod | KubernetesObject) => Date.parse(metadata.creationTimestamp ?? "");

describe("the demo's scenarios", () => {
  it.each(DEMO_SCENARIOS.map(({ name }) => name))(
    "%s is killed for its memory, more than once",
    async (name) => {
      const { status } = await play(name);
      expect(status.restartCount).toBeGreaterThanOrEqual(1);
      expect((status.state.terminated ?? status.lastState.terminated)?.reason).toBe("OOMKilled");
    },
  );

  it.each([
    ["classic", "256Mi"],
    ["needs-approval", "256Mi"],
  ])("%s runs well with %s", async (name, limit) => {
    const { pods, status } = await play(name, limit);
    expect(pods).toHaveLength(1);
    expect(status).toMatchObject({ ready: true, restartCount: 0 });
  });

  it("does-not-hold ends sooner than before when its limit is raised", async () => {
    const { status, newest } = await play("does-not-hold", "192Mi");
    const ended = status.state.terminated ?? status.lastState.terminated;
    expect(ended).toMatchObject({ reason: "Error", exitCode: 1 });
    expect(newest?.spec.containers[0]?.resources?.limits?.memory).toBe("192Mi");
  });

  it("person lives longer in proportion to its limit, and is killed all the same", async () => {
    const runOf = async (limit: string) => {
      const { clock, pods: _, ...simulation } = await play("person", limit);
      clock.advance(600_000);
      const [pod] = (await simulation.read("/api/v1/namespaces/search/pods")).items as Pod[];
      const ended = onlyContainer(pod).lastState.terminated;
      expect(ended?.reason).toBe("OOMKilled");
      return Date.parse(ended?.finishedAt ?? "") - Date.parse(ended?.startedAt ?? "");
    };
    expect(await runOf("128Mi")).toBeCloseTo(24_000, -4);
    expect(await runOf("512Mi")).toBeCloseTo(120_000, -4);
  });
});
