import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import { createMemoryReader } from "../support/memory-reader.ts";
import { lookAtObjects, objectsOf } from "./support/classic.ts";
import { findingOf, investigate, refOf } from "./support/investigate.ts";
import {
  ago,
  container,
  deployment,
  event,
  NOW,
  node,
  pod,
  replicaSet,
  running,
  status,
  template,
  terminated,
} from "./support/workload.ts";

const refused = (reason: "forbidden" | "unavailable") =>
  new OperationError("refused", { reason, retryable: reason === "unavailable" });
const refuse = (pattern: RegExp, reason: "forbidden" | "unavailable" = "forbidden") => ({
  refuse: (call: string) => (pattern.test(call) ? refused(reason) : undefined),
});

/** So long after the incident opened that an answer is due. */
const LATE = { openedAt: ago(1800) };

describe("what may not be read", () => {
  it.each([
    ["events", /list Event/, "events of"],
    ["logs", /^logs/, "log of container web"],
    ["nodes", /get Node/, "node node-1"],
    ["pods of other namespaces", /never/, ""],
    ["quotas", /ResourceQuota/, "ResourceQuotas of namespace shop"],
    ["the namespace", /get Namespace/, "namespace shop"],
    ["revisions", /ReplicaSet/, "earlier revisions"],
  ])("is gone without: %s", async (_name, pattern, what) => {
    const conclusion = await lookAtObjects(objectsOf(), refuse(pattern), LATE);
    const finding = findingOf(conclusion);
    if (what !== "" && pattern.source !== "ReplicaSet") expect(finding.cause).toBe("memory-limit-too-low");
    if (what === "") return;
    expect(finding.sentence).toContain("It was found without");
    expect(
      finding.evidence
        .filter(({ kind }) => kind === "gap")
        .map(({ text }) => text)
        .join(),
    ).toContain(what);
  });

  it("lets nobody be called well: without its pods or itself there is no answer", async () => {
    for (const pattern of [/list Pod$/, /get Deployment/]) {
      await expect(lookAtObjects(objectsOf(), refuse(pattern, "unavailable"))).rejects.toMatchObject({
        reason: "unavailable",
        retryable: true,
      });
    }
  });

  it("is less sure of a bare SIGKILL when events are not known", async () => {
    const objects = objectsOf({
      pods: [{ statuses: [status({ lastState: terminated({ reason: "Error" }) })] }],
    });
    const [known, unknown] = await Promise.all([
      lookAtObjects(objects),
      lookAtObjects(objects, refuse(/list Event/)),
    ]);
    expect(findingOf(unknown).confidence).toBeLessThan(findingOf(known).confidence);
  });

  it("ends with the caller's signal", async () => {
    const reader = createMemoryReader({ objects: objectsOf(), refuse: () => refused("unavailable") });
    await expect(investigate({ reader, workload: refOf(deployment(template())), at: NOW })).rejects.toThrow(
      "refused",
    );
  });
});

describe("a large namespace", () => {
  it("costs no more calls than a small one", async () => {
    const callsFor = async (count: number) => {
      const of = template();
      const pods = Array.from({ length: count }, (_, index) =>
        pod(of, { name: `web-a-${index}`, statuses: [status()], node: `node-${index}` }),
      );
      const objects = [
        deployment(of, { replicas: count }),
        replicaSet("a", 1, { of, created: 300 }),
        ...pods,
        ...pods.map((_, index) => node(`node-${index}`)),
      ];
      const reader = createMemoryReader({ objects });
      const finding = findingOf(
        await investigate({
          reader,
          workload: refOf(objects[0] ?? deployment(of)),
          at: NOW,
          openedAt: ago(60),
        }),
      );
      return { calls: reader.calls, finding };
    };
    const [small, large] = await Promise.all([callsFor(5), callsFor(900)]);
    expect(large.calls.length).toBeLessThanOrEqual(small.calls.length);
    expect(large.calls.length).toBeLessThan(35);
    expect(large.finding.evidence.length).toBeLessThanOrEqual(20);
  });

  it("is called well only if the controller counts every pod as ready", async () => {
    const of = template();
    const pods = Array.from({ length: 600 }, (_, index) =>
      pod(of, {
        name: `web-a-${index}`,
        ready: true,
        statuses: [status({ state: running(900), lastState: {}, restartCount: 0 })],
      }),
    );
    const look = (readyReplicas: number) =>
      lookAtObjects(
        [
          deployment(of, { replicas: 600, status: { readyReplicas } }),
          replicaSet("a", 1, { of, created: 3000 }),
          ...pods,
        ],
        {},
        LATE,
      );
    expect((await look(600)).kind).toBe("healthy");
    expect((await look(599)).kind).toBe("finding");
  });

  it("does not hide the pod that a signal names", async () => {
    const of = template();
    const calm = (index: number) =>
      pod(of, {
        name: `web-a-${index}`,
        ready: true,
        statuses: [status({ state: running(900), lastState: {}, restartCount: 0 })],
      });
    const objects = [
      deployment(of, { replicas: 601 }),
      replicaSet("a", 1, { of, created: 3000 }),
      ...Array.from({ length: 600 }, (_, index) => calm(index)),
      pod(of, { name: "web-a-last" }),
    ];
    const suspect = {
      apiVersion: "v1",
      kind: "Pod",
      namespace: "shop",
      name: "web-a-last",
      uid: "",
      container: "web",
      labels: {},
    };
    const signal = {
      id: "s",
      alertId: null,
      key: "k",
      source: "pod-status" as const,
      symptom: "oom-killed" as const,
      suspect,
      at: NOW,
      detail: "",
    };
    const finding = findingOf(await lookAtObjects(objects, {}, { signals: [signal] }));
    expect(finding.memory?.kills.map(({ podName }) => podName)).toEqual(["web-a-last"]);
  });

  it("never asks for a Secret", async () => {
    const reader = createMemoryReader({
      objects: objectsOf({
        spec: {
          containers: [
            container({
              env: [{ name: "GOMEMLIMIT", valueFrom: { secretKeyRef: { name: "a", key: "b" } } }],
            }),
          ],
        },
      }),
    });
    const finding = findingOf(
      await investigate({ reader, workload: refOf(deployment(template())), at: NOW }),
    );
    expect(reader.calls.join()).not.toContain("Secret");
    expect(finding.memory?.declaredNeed).toBeNull();
  });
});

describe("untrusted text", () => {
  const secret = ["hun", "ter2-and-more"].join("");

  it("is redacted and cleaned in evidence and sentence", async () => {
    const log = `connecting to postgres://app:${secret}@db/app\n\u001b[31mpassword=${secret}\u202e\n`;
    const warning = event(
      { kind: "Pod", name: "web-a-1", container: "web" },
      { reason: "BackOff", message: `token=${secret} \u001b]0;x\u0007`, from: 30 },
    );
    const objects = objectsOf({ more: [warning] });
    const finding = findingOf(await lookAtObjects(objects, { logs: { "web-a-1/web --previous": log } }));
    const text = JSON.stringify(finding);
    expect(finding.evidence.some(({ kind }) => kind === "log")).toBe(true);
    expect(text).not.toContain(secret);
    expect(text).not.toMatch(/\\u001b|\u202e/);
  });

  it("of any kind in logs changes neither cause nor the numbers of a reported kill", async () => {
    const plain = findingOf(await lookAtObjects(objectsOf()));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 400 }), async (log) => {
        const finding = findingOf(
          await lookAtObjects(objectsOf(), { logs: { "web-a-1/web --previous": log } }),
        );
        expect({ cause: finding.cause, memory: finding.memory, confidence: finding.confidence }).toEqual({
          cause: plain.cause,
          memory: plain.memory,
          confidence: plain.confidence,
        });
      }),
      { numRuns: 25 },
    );
  });

  it("a log of many megabytes leaves little behind", async () => {
    const log = "x".repeat(5_000_000);
    const finding = findingOf(await lookAtObjects(objectsOf(), { logs: { "web-a-1/web --previous": log } }));
    expect(JSON.stringify(finding).length).toBeLessThan(20_000);
  });
});

describe("odd objects", () => {
  it("that are no pods are said to be so, and make no workload well", async () => {
    const [workload, set] = objectsOf();
    const odd = { ...pod(template()), spec: { containers: "none" } };
    const conclusion = await lookAtObjects(
      [workload, set, odd].filter((item) => item !== undefined),
      {},
      LATE,
    );
    expect(
      findingOf(conclusion)
        .evidence.map(({ text }) => text)
        .join(),
    ).toContain("pod web-a-1 (not understood)");
  });
});
