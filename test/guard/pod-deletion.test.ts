import { describe, expect, test } from "vitest";
import type { LedgerAttempt } from "../../src/guard/ledger-attempt.ts";
import { review } from "../../src/guard/review.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { replaceStuckPods } from "../../src/remediation/actions/replace-stuck-pods.ts";
import { begun, NOW, requestOf, returning } from "./support/ledger.ts";
import { CHANGE, WEB } from "./support/web.ts";

const ask = (request: Parameters<typeof review>[0], ...rows: LedgerAttempt[]) =>
  review(request, async () => rows, NOW);
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

describe("a pod is deleted for a rollout that it blocks", () => {
  const stuck = [CHANGE, replaceStuckPods(refOf(WEB), "old")];
  const pod = (
    changes: { revision?: string; uid?: string; owner?: string; ready?: string; phase?: string } = {},
  ) =>
    ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: "web-0",
        namespace: "shop",
        uid: changes.uid ?? "pod-1",
        labels: { "controller-revision-hash": changes.revision ?? "old" },
        ownerReferences: [{ uid: changes.owner ?? "uid-1", controller: true }],
      },
      spec: { nodeName: "n", terminationGracePeriodSeconds: 60 },
      status: {
        phase: changes.phase ?? "Running",
        conditions: [{ type: "Ready", status: changes.ready ?? "False" }],
      },
    }) as unknown as KubernetesObject;
  const remove = (oldObject = pod(), uid = oldObject.metadata.uid) =>
    requestOf("DELETE", { oldObject, options: { preconditions: { uid } } });
  const removeWithin = (gracePeriodSeconds: number, oldObject = pod()) =>
    requestOf("DELETE", {
      oldObject,
      options: { preconditions: { uid: oldObject.metadata.uid }, gracePeriodSeconds },
    });
  const applied = begun(stuck, { steps: ["apply:0"], podsBefore: ["pod-1"] });
  const returned = returning(stuck, {
    steps: ["apply:0", "return:begun", "return:0"],
    podsBefore: ["pod-1"],
  });

  test("of the old revision after the change, and one that the change made after the return", async () => {
    expect(await ask(remove(), applied)).toMatchObject({ isAdmitted: true });
    const made = remove(pod({ revision: "new", uid: "pod-2" }));
    expect(await ask(made, returned)).toMatchObject({ isAdmitted: true });
  });

  test("that came to block it only while it is proven, when nothing else of the plan is written", async () => {
    const proven = { ...applied, incidentStatus: "verifying" };
    expect(await ask(remove(), proven)).toMatchObject({ isAdmitted: true });
    for (const row of [
      { ...proven, incidentStatus: "closed" },
      { ...proven, isCurrent: false },
      { ...proven, pausedUntil: new Date(NOW.getTime() + 1000) },
    ])
      expect(await ask(remove(), row)).toMatchObject({ isAdmitted: false, reason: "stopped" });
  });

  test("with its own time to end, and at once only where nothing of it runs", async () => {
    expect(await ask(removeWithin(60), applied)).toMatchObject({ isAdmitted: true });
    expect(await ask(removeWithin(0, pod({ phase: "Failed" })), applied)).toMatchObject({ isAdmitted: true });
    const nowhere = { ...pod(), spec: { terminationGracePeriodSeconds: 60 } } as KubernetesObject;
    expect(await ask(removeWithin(0, nowhere), applied)).toMatchObject({ isAdmitted: true });
  });

  test.each([
    ["no-attempt", "of another workload", remove(pod({ owner: "uid-2" })), applied],
    ["no-attempt", "where the plan replaces none", remove(), begun([CHANGE], { steps: ["apply:0"] })],
    ["other-object", "without its UID", requestOf("DELETE", { oldObject: pod() }), applied],
    ["other-object", "with another UID", remove(pod(), "pod-9"), applied],
    ["other-object", "among a collection", { ...remove(), name: "" }, applied],
    ["other-object", "that is ready", remove(pod({ ready: "True" })), applied],
    ["outside-bounds", "by force", removeWithin(0), applied],
    ["outside-bounds", "in less than its own time", removeWithin(59), applied],
    ["other-object", "of the new revision", remove(pod({ revision: "new" })), applied],
    ["other-object", "that was there before", remove(pod({ revision: "new" })), returned],
    ["other-object", "of the old revision after the return", remove(pod({ uid: "pod-2" })), returned],
    ["not-this-step", "before the change", remove(), begun(stuck)],
    ["expired", "long afterwards", remove(), { ...applied, startedAt: ago(961) }],
  ])("%s: not %s", async (reason, _what, request, row) => {
    expect(await ask(request, row)).toMatchObject({ isAdmitted: false, reason });
  });
});
