import { describe, expect, it } from "vitest";
import { findIn, lookAt } from "./support/classic.ts";
import { findingOf } from "./support/investigate.ts";
import {
  ago,
  backOff,
  container,
  event,
  NOW,
  pod,
  running,
  status,
  template,
  terminated,
} from "./support/workload.ts";

const killing = (message: string) =>
  event({ kind: "Pod", name: "web-a-1", container: "web" }, { reason: "Killing", message, from: 35, to: 30 });
const error137 = { lastState: terminated({ reason: "Error" }) };

describe("an end is recognised as a memory kill", () => {
  it.each([
    ["OOMKilled with 137, backing off", status()],
    ["OOMKilled with 1: a child was killed", status({ lastState: terminated({ exitCode: 1 }) })],
    [
      "between two tries, while the state is still terminated",
      status({ state: terminated(), lastState: terminated({ ended: 60 }) }),
    ],
    ["SIGKILL that nothing explains", status(error137)],
  ])("%s", async (_name, of) => {
    const finding = await findIn({ pods: [{ statuses: [of] }] });
    expect(finding.cause).toBe("memory-limit-too-low");
    expect(finding.memory?.isRepeated).toBe(true);
  });

  it.each([
    "stress: FAIL: [1] (415) <-- worker 7 got signal 9",
    "2026/11/22 11:59:29 [alert] 1#1: worker process 29 exited on signal 9",
    "LOG:  server process (PID 123) was terminated by signal 9: Killed",
    "[ERROR] Worker (pid:12) was sent SIGKILL! Perhaps out of memory?",
    "convert failed: signal: killed",
    "npm error signal SIGKILL",
    "./run.sh: line 12:     7 Killed                  ./work",
  ])("Error with exit 1 after its log said: %s", async (line) => {
    const statuses = [status({ lastState: terminated({ reason: "Error", exitCode: 1 }) })];
    const finding = await findIn({
      pods: [{ statuses }],
      logs: { "web-a-1/web --previous": `starting\n${line}\nbye\n` },
    });
    expect(finding.cause).toBe("memory-limit-too-low");
    expect(finding.confidence).toBeLessThan(0.8);
  });

  it("Error at the time of an OOMKilling event of its node", async () => {
    const oom = event(
      { kind: "Node", name: "node-1" },
      {
        reason: "OOMKilling",
        message: "Memory cgroup out of memory: Killed process 7 (web)",
        from: 31,
        namespace: "default",
      },
    );
    const statuses = [status({ lastState: terminated({ reason: "Error", exitCode: 1 }) })];
    const finding = await findIn({ pods: [{ statuses }], more: [oom] });
    expect(finding.cause).toBe("memory-limit-too-low");
    expect(finding.evidence.some(({ text }) => text.includes("OOMKilling"))).toBe(true);
  });

  it("under a limit that a LimitRange gave its pods, which is named", async () => {
    const given = { ...status(), resources: { limits: { memory: "64Mi" } } };
    const range = { apiVersion: "v1", kind: "LimitRange", metadata: { name: "defaults", namespace: "shop" } };
    const finding = await findIn({
      spec: { containers: [container({ limit: null })] },
      pods: [{ statuses: [given] }],
      more: [range],
    });
    expect(finding).toMatchObject({
      cause: "memory-limit-too-low",
      sentence: expect.stringContaining(
        "64Mi, which its template does not have and LimitRange defaults gave",
      ),
    });
  });

  it.each([
    ["waits", { state: backOff, restartCount: 2 }, 2],
    ["runs again", { state: running(5), restartCount: 2 }, 1],
  ])(
    "of the instance that the count stands for while the container %s",
    async (_name, plan, restartCount) => {
      const finding = await findIn({ pods: [{ statuses: [status(plan)] }] });
      expect(finding.memory?.kills.map((kill) => kill.restartCount)).toEqual([restartCount]);
    },
  );

  it("is less sure of a bare SIGKILL than of what the node reports, and less still without events", async () => {
    const [reported, bare] = await Promise.all([
      findIn(),
      findIn({ pods: [{ statuses: [status(error137)] }] }),
    ]);
    expect(reported.confidence).toBeGreaterThan(bare.confidence);
  });
});

describe("an end is not taken for a memory kill", () => {
  it.each([
    ["a liveness probe", { more: [killing("Container web failed liveness probe, will be restarted")] }],
    ["a deletion or drain", { more: [killing("Stopping container web")] }],
    ["an eviction", { pods: [{ statuses: [status(error137)], phase: "Failed", reason: "Evicted" }] }],
    [
      "a preemption",
      {
        pods: [
          {
            statuses: [status(error137)],
            conditions: [{ type: "DisruptionTarget", status: "True", reason: "PreemptionByScheduler" }],
          },
        ],
      },
    ],
    ["a pod that is being deleted", { pods: [{ statuses: [status(error137)], deleted: true }] }],
  ])("exit 137 that %s explains", async (_name, plan) => {
    const finding = findingOf(
      await lookAt({ pods: [{ statuses: [status(error137)] }], ...plan }, { openedAt: ago(1800) }),
    );
    expect(finding).toMatchObject({ cause: expect.stringMatching(/^(unknown|pod-evicted)$/), memory: null });
  });

  it.each([
    "worker got signal 9 from the queue",
    "received 9 signals",
    "user said: signal: killed it",
    "OOMKilled",
    "panic: runtime error",
  ])("exit 1 whose log merely says: %s", async (line) => {
    const statuses = [status({ lastState: terminated({ reason: "Error", exitCode: 1 }) })];
    const finding = await findIn({ pods: [{ statuses }], logs: { "web-a-1/web --previous": `${line}\n` } });
    expect(finding).toMatchObject({ cause: "application-crash", memory: null, repair: null });
  });

  it("the kill of an unrelated pod that the same selector matches", async () => {
    const stranger = pod(template({ containers: [container()] }), {
      name: "other-1",
      owner: { kind: "ReplicaSet", name: "other", uid: "uid-other" },
    });
    const conclusion = await lookAt({
      pods: [{ ready: true, statuses: [status({ state: running(900), lastState: {}, restartCount: 0 })] }],
      more: [stranger],
    });
    expect(conclusion.kind).toBe("healthy");
  });
});

describe("an alert of the kernel's counter", () => {
  const signal = (at: string, labels: Record<string, string>) => ({
    id: "signal-1",
    alertId: "alert-1",
    key: "oom/1",
    source: "alertmanager" as const,
    symptom: "oom-killed" as const,
    suspect: {
      apiVersion: "v1",
      kind: "Pod",
      namespace: "shop",
      name: "web-a-1",
      uid: "",
      container: "web",
      labels,
    },
    at,
    detail: "",
  });
  const fine = {
    pods: [{ ready: true, statuses: [status({ state: running(900), lastState: {}, restartCount: 0 })] }],
  };
  const counter = { pod: "web-a-1", id: "/kubepods/burstable/pod1/abc" };

  it("tells of a child that died in a container that goes on", async () => {
    const finding = await findIn(fine, { openedAt: ago(3600), signals: [signal(ago(60), counter)] });
    expect(finding.memory).toMatchObject({ container: "web", isRepeated: false });
    expect(finding.evidence[0]?.kind).toBe("alert");
  });

  it.each([
    ["is older than what the cluster says now", ago(7200), counter],
    ["began before the present instance", ago(901), counter],
    ["is of a status that is no longer there", ago(60), { pod: "web-a-1", reason: "OOMKilled" }],
  ])("is stale when it %s", async (_name, at, labels) => {
    const conclusion = await lookAt(fine, { signals: [signal(at, labels)] });
    expect(conclusion.kind).toBe("healthy");
  });

  it("adds nothing where statuses tell of the kill", async () => {
    const finding = await findIn(
      { pods: [{ statuses: [status({ state: backOff })] }] },
      { signals: [signal(NOW, counter)] },
    );
    expect(finding.memory?.kills).toHaveLength(1);
  });
});
