import { describe, expect, it } from "vitest";
import { findIn, lookAtObjects, objectsOf, whyNot } from "./support/classic.ts";
import { findingOf } from "./support/investigate.ts";
import { ago, container, event, node, pod, status, template, terminated } from "./support/workload.ts";

const pressure = { type: "MemoryPressure", status: "True", lastTransitionTime: ago(60) };

/** Another workload's pod on the same node, killed once, at the same time. */
const neighbour = (name: string, restartCount = 1) =>
  pod(template(), {
    name,
    owner: { kind: "ReplicaSet", name, uid: `uid-${name}` },
    labels: { app: name },
    statuses: [status({ restartCount, lastState: terminated({ ended: 33 }) })],
  });

describe("the node ran out of memory", () => {
  it.each([
    ["the container has no limit", { spec: { containers: [container({ limit: null })] } }],
    [
      "the kubelet says so at that time",
      {
        more: [
          event(
            { kind: "Node", name: "node-1" },
            {
              reason: "SystemOOM",
              message: "System OOM encountered, victim process: web",
              from: 31,
              namespace: "default",
            },
          ),
        ],
      },
    ],
    [
      "the kernel's line is about the whole node",
      {
        more: [
          event(
            { kind: "Node", name: "node-1" },
            {
              reason: "OOMKilling",
              message: "Out of memory: Killed process 7 (web) total-vm:1kB",
              from: 31,
              namespace: "default",
            },
          ),
        ],
      },
    ],
  ])("when %s", async (_name, plan) => {
    const finding = await findIn(plan);
    expect(finding.cause).toBe("node-out-of-memory");
    expect(finding.sentence).toContain("node-1");
    expect(whyNot(finding, "memory-limit-too-low")).not.toBe("");
  });

  it("but not when admission gave the pods a limit that their template lacks", async () => {
    const objects = objectsOf({ spec: { containers: [container({ limit: null })] } });
    const given = pod(template({ containers: [container({ limit: "64Mi" })] }));
    const finding = findingOf(
      await lookAtObjects(objects.map((object) => (object.kind === "Pod" ? given : object))),
    );
    expect(finding).toMatchObject({ cause: "memory-limit-too-low", memory: null });
    expect(finding.sentence).toContain("64Mi");
  });

  it("when the node is under pressure and others were killed at once", async () => {
    const finding = await findIn(
      {
        more: [neighbour("a"), neighbour("b")],
        pods: [{ node: "node-2" }],
      },
      {},
    );
    expect(finding.cause).toBe("memory-limit-too-low");
    const pressed = node("node-3", [pressure]);
    const onPressed = [neighbour("a"), neighbour("b")].map((each) => ({
      ...each,
      spec: { ...(each.spec as object), nodeName: "node-3" },
    }));
    const second = await findIn({ more: [pressed, ...onPressed], pods: [{ node: "node-3" }] });
    expect(second.cause).toBe("node-out-of-memory");
    expect(second.sentence).toContain("shop/a");
  });

  it("but not because a neighbour crash-loops under its own limit at the same time", async () => {
    const finding = await findIn({ more: [neighbour("a", 9), neighbour("b", 7)] });
    expect(finding.cause).toBe("memory-limit-too-low");
    expect(whyNot(finding, "node-out-of-memory")).toContain("no memory pressure");
  });

  it("but not because neighbours died beside it alone: each may have reached its own limit", async () => {
    const finding = await findIn({ more: [neighbour("a"), neighbour("b")] });
    expect(finding.cause).toBe("memory-limit-too-low");
  });

  it("but not for the kernel's line about a limit", async () => {
    const line = "Memory cgroup out of memory: Killed process 7 (web)";
    const more = [
      event(
        { kind: "Node", name: "node-1" },
        { reason: "OOMKilling", message: line, from: 31, namespace: "default" },
      ),
    ];
    expect((await findIn({ more })).cause).toBe("memory-limit-too-low");
  });
});

describe("a heap that follows the limit", () => {
  const fieldRef = (name: string) => ({
    name,
    valueFrom: { resourceFieldRef: { resource: "limits.memory" } },
  });

  it.each([
    ["MaxRAMPercentage", { command: ["java", "-XX:MaxRAMPercentage=90.0"] }],
    [
      "MaxRAMPercentage in the environment",
      { env: [{ name: "JAVA_TOOL_OPTIONS", value: "-XX:MaxRAMPercentage=80" }] },
    ],
    ["MaxRAMFraction", { command: ["java", "-XX:MaxRAMFraction=1"] }],
    ["GOMEMLIMIT from the limit", { env: [fieldRef("GOMEMLIMIT")] }],
    [
      "a heap from the limit",
      { command: ["sh", "-c", "java -Xmx$LIMIT -jar a.jar"], env: [fieldRef("LIMIT")] },
    ],
    [".NET's percentage", { env: [{ name: "DOTNET_GCHeapHardLimitPercent", value: "0x5A" }] }],
    ["node's percentage", { env: [{ name: "NODE_OPTIONS", value: "--max-old-space-size-percentage=90" }] }],
  ])("by %s", async (_name, plan) => {
    const finding = await findIn({ spec: { containers: [container(plan)] } });
    expect(finding.cause).toBe("heap-follows-limit");
    expect(finding.memory?.container).toBe("web");
  });

  it.each([
    ["a small percentage", { command: ["java", "-XX:MaxRAMPercentage=50"] }, "leaves 50 %"],
    [
      "a fixed heap beside the percentage",
      { command: ["java", "-Xmx64m", "-XX:MaxRAMPercentage=90"] },
      "no setting",
    ],
    ["the limit in a variable that sizes nothing", { env: [fieldRef("LIMIT")] }, "no setting"],
  ])("is ruled out by %s", async (_name, plan, why) => {
    const finding = await findIn({ spec: { containers: [container(plan)] } });
    expect(finding.cause).not.toBe("heap-follows-limit");
    expect(whyNot(finding, "heap-follows-limit")).toContain(why);
  });
});

describe("a memory-backed volume", () => {
  const withVolume = (emptyDir: object, plan: object = {}) => ({
    spec: {
      containers: [container({ volumeMounts: [{ name: "cache", mountPath: "/cache" }], ...plan })],
      volumes: [{ name: "cache", emptyDir }],
    },
  });

  it.each([{ medium: "Memory" }, { medium: "Memory", sizeLimit: "80Mi" }])(
    "explains the kill: %o",
    async (emptyDir) => {
      const finding = await findIn(withVolume(emptyDir));
      expect(finding.cause).toBe("memory-volume-full");
      expect(finding.sentence).toContain("/cache");
    },
  );

  it.each([
    ["it is on disk", withVolume({}), "no memory-backed"],
    ["it is small", withVolume({ medium: "Memory", sizeLimit: "10Mi" }), "10Mi at most"],
    [
      "another container mounts it",
      withVolume({ medium: "Memory" }, { volumeMounts: [] }),
      "no memory-backed",
    ],
    [
      "the declared need is above the limit anyway",
      withVolume({ medium: "Memory" }, { command: ["stress", "--vm", "1", "--vm-bytes", "200M"] }),
      "declared need",
    ],
  ])("does not when %s", async (_name, plan, why) => {
    const finding = await findIn(plan);
    expect(finding.cause).toBe("memory-limit-too-low");
    expect(whyNot(finding, "memory-volume-full")).toContain(why);
  });
});

describe("the limit of the whole pod", () => {
  const withPodLimit = (memory: string, containers: object[]) => ({
    spec: { resources: { limits: { memory } }, containers },
  });

  it.each([
    ["the container has none of its own", withPodLimit("200Mi", [container({ limit: null })])],
    [
      "it is below the sum of the containers'",
      withPodLimit("150Mi", [container(), container({ name: "side" })]),
    ],
  ])("was reached when %s", async (_name, plan) => {
    const finding = await findIn(plan);
    expect(finding.cause).toBe("pod-memory-limit");
  });

  it("was not reached when the containers' limits fit into it", async () => {
    const finding = await findIn(withPodLimit("300Mi", [container(), container({ name: "side" })]));
    expect(finding.cause).toBe("memory-limit-too-low");
    expect(whyNot(finding, "pod-memory-limit")).toContain("stay within");
  });
});
