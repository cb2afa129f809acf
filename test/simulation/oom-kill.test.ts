import { describe, expect, it } from "vitest";
import type { Pod } from "../../src/simulation/store/objects.ts";
import { capturedItems, capturedWatch } from "../kubernetes/captures.ts";
import { classicStress, deployment } from "./manifests.ts";
import { onlyContainer, openSimulation, until, type WatchEvent, watchPods } from "./open-simulation.ts";

/** What an observer can tell of a pod, without names, identifiers and times. */
function shape({ type, object }: WatchEvent, firstName: string) {
  const [container] = object.status?.containerStatuses ?? [];
  const state = (which: "state" | "lastState") => {
    const { waiting, running, terminated } = container?.[which] ?? {};
    if (waiting) return `waiting ${waiting.reason} ${waiting.message?.split(" restarting")[0] ?? ""}`;
    if (terminated) return `terminated ${terminated.reason} ${terminated.exitCode}`;
    return running ? "running" : "none";
  };
  return {
    type,
    pod: object.metadata.name === firstName ? "first" : "second",
    generation: object.metadata.generation,
    isGoing: object.metadata.deletionTimestamp !== undefined,
    grace: object.metadata.deletionGracePeriodSeconds,
    phase: object.status?.phase,
    isBound: object.spec.nodeName !== undefined,
    now: container && state("state"),
    before: container && state("lastState"),
    ...(container && {
      restarts: container.restartCount,
      ready: container.ready,
      started: container.started,
      resources: container.resources,
      allocated: container.allocatedResources,
      isSame: container.containerID === container.lastState.terminated?.containerID,
    }),
    conditions: (object.status?.conditions ?? []).map(({ type: name, status, reason, message }) => ({
      ...{ name, status, reason, message },
    })),
  };
}

const shapes = (events: WatchEvent[]) =>
  events.map((event) => shape(event, events[0]?.object.metadata.name ?? ""));

describe("the classic memory kill", () => {
  it("shows the same pods to a watch as a real node, from the first kill to the repaired pod", async () => {
    const simulation = await openSimulation();
    const { cluster, clock, apps } = simulation;
    const heard = await watchPods(simulation);
    await cluster.apply([deployment("stress", classicStress)]);
    clock.advance(62_000);
    await apps.patchNamespacedDeployment({
      ...{ namespace: "shop", name: "stress" },
      body: [
        { op: "replace", path: "/spec/template/spec/containers/0/resources/limits/memory", value: "300Mi" },
      ],
    });
    clock.advance(5_000);
    await simulation.read("/version");
    await until(heard, ({ type }) => type === "DELETED");
    const real = capturedWatch("oom-child-repaired") as WatchEvent[];
    expect(shapes(heard)).toEqual(shapes(real));
  });

  it("writes the events and the logs that a real node does", async () => {
    const { cluster, clock, core, pods } = await openSimulation();
    await cluster.apply([deployment("stress", classicStress)]);
    clock.advance(31_000);
    const [pod] = await pods();
    const name = pod?.metadata.name ?? "";
    const uid = pod?.metadata.uid ?? "";
    const { items } = await core.listNamespacedEvent({
      namespace: "shop",
      fieldSelector: `involvedObject.name=${name}`,
    });
    const told = items.map(({ type, reason, message, involvedObject, source }) => ({
      ...{ type, reason, message, component: source?.component },
      fieldPath: involvedObject.fieldPath,
    }));
    const real = capturedItems("oom-child", "events").map((event) => {
      const { type, reason, message, source, involvedObject } = event as never as {
        type: string;
        reason: string;
        message: string;
        source: { component?: string };
        involvedObject: { name: string; uid: string; fieldPath?: string };
      };
      const own = message.replaceAll(involvedObject.name, name).replaceAll(involvedObject.uid, uid);
      return { type, reason, message: own, component: source.component, fieldPath: involvedObject.fieldPath };
    });
    const firstThree = told.filter(({ message }) => message?.includes("in 9ms") !== true);
    for (const event of firstThree) expect(real).toContainEqual(event);
    expect(new Set(told.map(({ reason }) => reason))).toEqual(
      new Set(["Scheduled", "Pulling", "Pulled", "Created", "Started", "BackOff"]),
    );
    const log = await core.readNamespacedPodLog({ namespace: "shop", name, previous: true });
    expect(log).toContain("stress: FAIL: [1] (425) <-- worker 7 got signal 9\n");
    const tail = await core.readNamespacedPodLog({ namespace: "shop", name, tailLines: 1 });
    expect(tail).toBe("stress: FAIL: [1] (461) failed run completed in 0s\n");
  });

  it("needs more than 200Mi: it is killed at 200Mi too, and runs at 300Mi", async () => {
    const { cluster, clock, pods } = await openSimulation();
    const limited = (limit: string) => ({
      ...classicStress,
      resources: { limits: { memory: limit } },
    });
    await cluster.apply([deployment("tight", limited("200Mi")), deployment("roomy", limited("300Mi"))]);
    clock.advance(60_000);
    const byApp = (list: Pod[], app: string) => list.find((pod) => pod.metadata.labels?.app === app);
    const list = await pods();
    expect(onlyContainer(byApp(list, "tight")).lastState.terminated?.reason).toBe("OOMKilled");
    expect(onlyContainer(byApp(list, "roomy"))).toMatchObject({ ready: true, restartCount: 0 });
  });
});
