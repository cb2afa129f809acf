import { describe, expect, test } from "vitest";
import type { Action } from "../../../src/domain/action.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { undoneBefore } from "../../../src/remediation/planning/attempt-history.ts";
import { owns, undoneBy } from "../../../src/remediation/verify/undone-by.ts";
import { attempt } from "../../diagnosis/support/attempt.ts";
import { plainDeployment } from "../support/workloads.ts";

const LIMIT = "/spec/template/spec/containers/0/resources/limits/memory";
const before: KubernetesObject = plainDeployment("web", { uid: "uid-web" });
const made = attempt({ from: 100, to: 200, ran: 1 });
const patch = [{ op: "replace" as const, path: LIMIT, value: "200Mi" }];
const actions = made.plan.actions.map((action) => ({ ...action, patch }) as Action);
const ours = { ...made, preImage: before as never, plan: { ...made.plan, actions } };

const limitField = {
  "f:spec": {
    "f:template": {
      "f:spec": {
        "f:containers": { 'k:{"name":"web"}': { "f:resources": { "f:limits": { "f:memory": {} } } } },
      },
    },
  },
};
const elsewhere = { "f:spec": { "f:replicas": {} } };

function holding(value: string, ...managers: [manager: string, time: string, fieldsV1: object][]) {
  const object = structuredClone(before);
  const [container] = (
    object.spec as never as {
      template: { spec: { containers: { resources: { limits: { memory: string } } }[] } };
    }
  ).template.spec.containers;
  if (container !== undefined) container.resources.limits.memory = value;
  object.metadata.managedFields = managers.map(([manager, time, fieldsV1]) => ({ manager, time, fieldsV1 }));
  return object;
}

describe("who undid a change", () => {
  test.each([
    [
      "the newest manager of the field",
      holding(
        "100Mi",
        ["old", "2026-01-01T00:00:00Z", limitField],
        ["argocd-controller", "2026-01-02T00:00:00Z", limitField],
      ),
      "argocd-controller",
    ],
    [
      "not who owns other fields alone",
      holding(
        "100Mi",
        ["kube-controller-manager", "2026-01-03T00:00:00Z", elsewhere],
        ["flux", "2026-01-02T00:00:00Z", limitField],
      ),
      "flux",
    ],
    [
      "somebody, where only we are recorded",
      holding("100Mi", ["kube-autofix", "2026-01-02T00:00:00Z", limitField]),
      "somebody",
    ],
    [
      "nobody, where our value stands",
      holding("200Mi", ["flux", "2026-01-02T00:00:00Z", limitField]),
      undefined,
    ],
    [
      "nobody, where it is a third value: that is a change, and no drift that was undone",
      holding("300Mi", ["flux", "2026-01-02T00:00:00Z", limitField]),
      undefined,
    ],
  ])("is %s", (_what, object, wanted) => {
    expect(undoneBy(object, ours)).toBe(wanted);
  });

  test.each([
    ["the field", limitField, true],
    ["a field above it as a whole", { "f:spec": { "f:template": {} } }, true],
    [
      "another container's",
      { "f:spec": { "f:template": { "f:spec": { "f:containers": { 'k:{"name":"other"}': {} } } } } },
      false,
    ],
    ["nothing", {}, false],
    ["what is no set at all", "text", false],
  ])("owns it by %s: %s", (_what, fields, wanted) => {
    expect(owns(fields, before, LIMIT)).toBe(wanted);
  });
});

describe("a change that was undone", () => {
  const undone = {
    ...ours,
    result: "superseded" as const,
    verification: { ...ours.verification, undoneBy: "argocd-controller" },
  };

  test("is not made a second time, and it is said who undid it", () => {
    expect(undoneBefore([undone])).toContain("argocd-controller undid attempt 1");
  });

  test.each([
    ["somebody changed it to something else", [{ ...undone, verification: ours.verification }]],
    ["a later attempt ended otherwise", [undone, { ...ours, result: "recurred" as const }]],
    ["nothing was tried", []],
  ])("says nothing where %s", (_what, attempts) => {
    expect(undoneBefore(attempts)).toBeUndefined();
  });
});
