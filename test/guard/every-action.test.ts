import { describe, expect, test } from "vitest";
import type { Action } from "../../src/domain/action.ts";
import { plannedObject } from "../../src/guard/admission/planned-object.ts";
import { review } from "../../src/guard/review.ts";
import { touchedBound } from "../../src/guard/writes/outer-bounds.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { applyJsonPatch } from "../../src/kubernetes/json-patch-apply.ts";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { isStepAction } from "../../src/remediation/actions/catalogue.ts";
import { serviceToCreate } from "../../src/remediation/actions/recreate-service.ts";
import { repairAction } from "../../src/remediation/actions/repair-action.ts";
import { jobToRun } from "../../src/remediation/actions/run-job-again.ts";
import { returnPatch } from "../../src/remediation/verify/return-patch.ts";
import { CASES } from "../remediation/actions/data/cases.ts";
import { begun, INCIDENT, NOW, requestOf, returning } from "./support/ledger.ts";

const settings = { verifySoakSeconds: 60, verifySoakMaxSeconds: 1800 };

function actionOf(object: KubernetesObject, type: string, parameters: object): Action {
  const repair = { type, parameters, target: refOf(object), isExclusive: false } as never;
  const trail = { incidentId: INCIDENT, attemptNumber: 1 };
  const made = repairAction({ object, repair, trail, longestRunSeconds: 0, settings });
  if ("impossible" in made) throw new Error(made.impossible);
  return made.action;
}

/** As the server has it after the write. */
function stored(object: KubernetesObject, patch: Action["patch"]): KubernetesObject {
  const changed = applyJsonPatch(object, patch);
  return { ...changed, metadata: { ...changed.metadata, generation: 2, resourceVersion: "2" } };
}

const patches = CASES.map((one) => ({
  ...one,
  action: actionOf(one.object, one.type, one.parameters),
})).filter(({ action }) => !isStepAction(action));

describe.each(patches)("$type: $name", ({ object, action }) => {
  const isBounded = touchedBound(object, stored(object, action.patch)) !== undefined;

  test("is admitted as it is planned, once it has begun and before it is done", async () => {
    const request = requestOf("UPDATE", { oldObject: object, object: stored(object, action.patch) });
    const expected = isBounded ? { isAdmitted: false, reason: "outside-bounds" } : { isAdmitted: true };
    expect(await review(request, async () => [begun([action])], NOW)).toMatchObject(expected);
    const done = begun([action], { steps: ["apply:0"] });
    expect((await review(request, async () => [done], NOW)).isAdmitted).toBe(false);
    expect((await review(request, async () => [], NOW)).isAdmitted).toBe(false);
  });

  test("is refused with any field more, or with another value", async () => {
    const planned = stored(object, action.patch);
    const more = { ...planned, metadata: { ...planned.metadata, labels: { more: "1" } } };
    const request = requestOf("UPDATE", { oldObject: object, object: more });
    expect((await review(request, async () => [begun([action])], NOW)).isAdmitted).toBe(false);
    const same = requestOf("UPDATE", { oldObject: object, object });
    expect((await review(same, async () => [begun([action])], NOW)).isAdmitted).toBe(false);
  });

  test("is put back as the ledger has it, and in no other phase", async () => {
    if (action.inverse.length === 0 || isBounded) return;
    const changed = stored(object, action.patch);
    const back = returnPatch(changed, action);
    if (back.kind !== "patch") throw new Error(back.kind);
    const request = requestOf("UPDATE", { oldObject: changed, object: stored(changed, back.patch) });
    expect(await review(request, async () => [returning([action])], NOW)).toMatchObject({ isAdmitted: true });
    expect((await review(request, async () => [begun([action])], NOW)).isAdmitted).toBe(false);
  });

  test("is worked out as the other side does, by code of its own", () => {
    expect(plannedObject(object, action.patch)).toEqual(applyJsonPatch(object, action.patch));
  });
});

const deployment: KubernetesObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop", uid: "uid-1" },
};
const jobSpec = {
  backoffLimit: 2,
  template: { spec: { restartPolicy: "Never", containers: [{ name: "a" }] } },
};
const cronJob: KubernetesObject = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "night", namespace: "shop", uid: "uid-2" },
  spec: { schedule: "0 1 * * *", jobTemplate: { metadata: { labels: { app: "night" } }, spec: jobSpec } },
};
const failedJob: KubernetesObject = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "once", namespace: "shop", uid: "uid-3", labels: { "job-name": "once", app: "once" } },
  spec: { ...jobSpec, ttlSecondsAfterFinished: 60, selector: { matchLabels: { "controller-uid": "x" } } },
};
const gone: KubernetesObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "shop", labels: { app: "web" } },
};
const manifest = {
  metadata: { labels: { app: "web" } },
  spec: { clusterIP: "10.0.0.9", clusterIPs: ["10.0.0.9"], selector: { app: "web" }, ports: [{ port: 80 }] },
};

describe("what is done and is no patch", () => {
  test("a pod is evicted by its name and UID", async () => {
    const action = actionOf(deployment, "EvictPod", { pod: "web-1", uid: "pod-1", basis: "stuck" });
    const eviction = (name: string, uid: string, more: object = {}) => ({
      ...requestOf("CREATE", {
        object: {
          apiVersion: "policy/v1",
          kind: "Eviction",
          metadata: { name, namespace: "shop" },
          deleteOptions: { preconditions: { uid }, ...more },
        } as KubernetesObject,
        subResource: "eviction",
      }),
      resource: { group: "", version: "v1", resource: "pods" },
    });
    const rows = async () => [begun([action])];
    expect(await review(eviction("web-1", "pod-1"), rows, NOW)).toMatchObject({ isAdmitted: true });
    for (const other of [eviction("web-1", ""), eviction("web-1", "pod-2"), eviction("web-2", "pod-1")])
      expect(await review(other, rows, NOW)).toMatchObject({ isAdmitted: false, reason: "other-object" });
    const byForce = eviction("web-1", "pod-1", { gracePeriodSeconds: 0 });
    expect(await review(byForce, rows, NOW)).toMatchObject({ isAdmitted: false, reason: "outside-bounds" });
    const done = async () => [begun([action], { steps: ["apply:0"] })];
    expect(await review(eviction("web-1", "pod-1"), done, NOW)).toMatchObject({ reason: "not-this-step" });
  });

  test.each([
    ["a Job of a CronJob", cronJob, "RunJobAgain", { newName: "night-again-1", basis: "b" }],
    ["a Job that failed", failedJob, "RunJobAgain", { newName: "once-again-1", basis: "b" }],
    ["a Service that is gone", gone, "RecreateService", { manifest, basis: "b" }],
  ] as const)(
    "%s is made as the ledger has it, and with nothing else",
    async (_name, object, type, parameters) => {
      const action = actionOf(object, type, parameters);
      const trail = {
        incidentId: INCIDENT,
        attemptNumber: 1,
        changeCause: `kube-autofix: ${action.sentence}`,
      };
      const rows = async () => [begun([action], { preImage: JSON.parse(JSON.stringify(object)) })];
      if (action.type !== "RunJobAgain" && action.type !== "RecreateService") throw new Error(action.type);
      const made =
        action.type === "RunJobAgain"
          ? jobToRun(object, { newName: action.parameters.newName, trail })
          : serviceToCreate(action.target, action.parameters.manifest, trail);
      expect(await review(requestOf("CREATE", { object: made }), rows, NOW)).toMatchObject({
        isAdmitted: true,
      });
      const { spec, metadata } = made as unknown as {
        spec: Record<string, unknown>;
        metadata: KubernetesObject["metadata"];
      };
      const wrong = [
        { ...made, spec: { ...spec, externalIPs: ["10.0.0.1"] } },
        { ...made, spec: { ...spec, manualSelector: true } },
        { ...made, spec: { ...spec, template: { spec: { containers: [{ name: "other" }] } } } },
        { ...made, metadata: { ...metadata, finalizers: ["a/b"] } },
        { ...made, metadata: { ...metadata, labels: { more: "1" } } },
        { ...made, data: {} },
      ];
      for (const one of wrong)
        expect(await review(requestOf("CREATE", { object: one }), rows, NOW)).toMatchObject({
          isAdmitted: false,
          reason: "other-change",
        });
    },
  );
});
