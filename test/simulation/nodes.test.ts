import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import type { NodeObject } from "../../src/simulation/store/objects.ts";
import { daemonSet, deployment } from "./manifests.ts";
import { condition, openSimulation, type Simulation } from "./open-simulation.ts";

const NODES = ["n1", "n2"].map((name) => ({ name }));
const keep = { nodeSelector: { "kubernetes.io/hostname": "n1" } };
const patch = ({ url }: Simulation, name: string, part: string, body: object) =>
  fetch(`${url}/api/v1/nodes/${name}${part}`, {
    method: "PATCH",
    headers: { "content-type": "application/strategic-merge-patch+json" },
    body: JSON.stringify(body),
  });
const become = (simulation: Simulation, name: string, type: string, status: string) =>
  patch(simulation, name, "/status", {
    status: { conditions: [{ type, status, reason: "Said", message: "so" }] },
  });
const taints = async ({ read }: Simulation, name: string) =>
  ((await read(`/api/v1/nodes/${name}`)) as NodeObject).spec?.taints?.map(
    ({ key, effect }) => `${key}:${effect}`,
  );
const told = async ({ read }: Simulation, reason: string) =>
  ((await read("/api/v1/events")).items as (KubernetesObject & { reason: string; message: string })[])
    .filter((event) => event.reason === reason)
    .map(({ message }) => message);

async function withWorkload(nodes = NODES) {
  const simulation = await openSimulation({ nodes });
  const web = deployment("web", {});
  const { template } = web.spec;
  await simulation.cluster.apply([
    { ...web, spec: { ...web.spec, template: { ...template, spec: { ...template.spec, ...keep } } } },
    daemonSet("agent"),
  ]);
  simulation.clock.advance(20_000);
  return simulation;
}

describe("a node", () => {
  it("of which nothing is heard is tainted, its pods are not ready, and leave after five minutes", async () => {
    const simulation = await withWorkload();
    await become(simulation, "n1", "Ready", "Unknown");
    simulation.clock.advance(10_000);
    expect(await taints(simulation, "n1")).toEqual([
      "node.kubernetes.io/unreachable:NoSchedule",
      "node.kubernetes.io/unreachable:NoExecute",
    ]);
    const [pod] = (await simulation.pods()).filter(({ metadata }) => metadata.name.startsWith("web"));
    expect(condition(pod ?? { apiVersion: "", kind: "", metadata: { name: "" } }, "Ready")?.status).toBe(
      "False",
    );
    expect(await told(simulation, "NodeNotReady")).toContain("Node n1 status is now: NodeNotReady");
    expect(await told(simulation, "NodeNotReady")).toContain("Node is not ready");
    simulation.clock.advance(310_000);
    const after = await simulation.pods();
    const gone = after.find(({ metadata }) => metadata.name === pod?.metadata.name);
    // Nobody there takes it down: it stays Terminating on the dead node, and another waits for a place.
    expect(gone?.metadata.deletionTimestamp).toBeDefined();
    expect(
      condition(
        gone ?? after[0] ?? pod ?? { apiVersion: "", kind: "", metadata: { name: "" } },
        "DisruptionTarget",
      ),
    ).toMatchObject({
      reason: "DeletionByTaintManager",
    });
    expect(
      after
        .filter(({ metadata }) => metadata.name.startsWith("agent"))
        .every(({ metadata }) => !metadata.deletionTimestamp),
    ).toBe(true);
    await become(simulation, "n1", "Ready", "True");
    simulation.clock.advance(60_000);
    expect(await taints(simulation, "n1")).toBeUndefined();
    const back = (await simulation.pods()).filter(({ metadata }) => metadata.name.startsWith("web"));
    expect(back).toHaveLength(1);
    expect(condition(back[0] ?? after[0] ?? ({} as never), "Ready")?.status).toBe("True");
  });

  it("that comes back in time keeps its pods", async () => {
    const simulation = await withWorkload();
    const before = (await simulation.pods()).map(({ metadata }) => metadata.name);
    await become(simulation, "n1", "Ready", "Unknown");
    simulation.clock.advance(120_000);
    await become(simulation, "n1", "Ready", "True");
    simulation.clock.advance(600_000);
    expect((await simulation.pods()).map(({ metadata }) => metadata.name)).toEqual(before);
    expect((await told(simulation, "TaintManagerEviction"))[0]).toMatch(
      /^Cancelling deletion of Pod shop\/web-/,
    );
  });

  it("evicts nobody where no node is ready", async () => {
    const simulation = await withWorkload([{ name: "n1" }]);
    await become(simulation, "n1", "Ready", "False");
    simulation.clock.advance(600_000);
    expect(await taints(simulation, "n1")).toEqual(["node.kubernetes.io/not-ready:NoSchedule"]);
    expect((await simulation.pods()).every(({ metadata }) => !metadata.deletionTimestamp)).toBe(true);
  });

  it.each([
    ["MemoryPressure", "memory-pressure"],
    ["DiskPressure", "disk-pressure"],
    ["PIDPressure", "pid-pressure"],
  ])("under %s takes no new pods", async (type, taint) => {
    const simulation = await withWorkload();
    await become(simulation, "n1", type, "True");
    expect(await taints(simulation, "n1")).toEqual([`node.kubernetes.io/${taint}:NoSchedule`]);
  });

  it("that is cordoned has the taint of it, until it is not", async () => {
    const simulation = await withWorkload();
    await patch(simulation, "n1", "", { spec: { unschedulable: true } });
    expect(await taints(simulation, "n1")).toEqual(["node.kubernetes.io/unschedulable:NoSchedule"]);
    await patch(simulation, "n1", "", { spec: { unschedulable: null } });
    expect(await taints(simulation, "n1")).toBeUndefined();
  });
});
