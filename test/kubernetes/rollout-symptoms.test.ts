import { describe, expect, it } from "vitest";
import { newSignalSchema } from "../../src/domain/signal.ts";
import { symptomsOfRollout } from "../../src/kubernetes/rollout-symptoms.ts";
import { capturedObject } from "./captures.ts";

const deployment = (condition: object, metadata: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop", uid: "u", generation: 3, ...metadata },
  status: { observedGeneration: 3, conditions: [condition] },
});
const stuck = {
  type: "Progressing",
  status: "False",
  reason: "ProgressDeadlineExceeded",
  message: 'ReplicaSet "web-1" has timed out progressing.',
  lastTransitionTime: "2026-01-01T00:10:00Z",
};

describe("a rollout", () => {
  it("that passed its deadline is stuck, once for each time that it does", () => {
    const [signal] = symptomsOfRollout(deployment(stuck));
    expect(newSignalSchema.parse(signal)).toMatchObject({
      symptom: "rollout-stuck",
      source: "object-status",
    });
    expect(symptomsOfRollout(deployment(stuck))[0]?.key).toBe(signal?.key);
  });

  it.each([
    ["goes on", deployment({ ...stuck, status: "True", reason: "ReplicaSetUpdated" })],
    ["is of a template that was changed since", deployment(stuck, { generation: 4 })],
    [
      "is of a Deployment that is being deleted",
      deployment(stuck, { deletionTimestamp: "2026-01-01T00:11:00Z" }),
    ],
    ["has no conditions", { ...deployment(stuck), status: {} }],
  ])("that %s is no symptom", (_name, object) => {
    expect(symptomsOfRollout(object)).toEqual([]);
  });

  it.each(["healthy", "oom-child", "quota-exceeded"])("of the capture %s is not stuck yet", (name) => {
    expect(symptomsOfRollout(capturedObject(name, "owner"))).toEqual([]);
  });
});
