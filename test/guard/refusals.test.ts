import { describe, expect, test } from "vitest";
import type { Action } from "../../src/domain/action.ts";
import type { LedgerAttempt } from "../../src/guard/ledger-attempt.ts";
import { review } from "../../src/guard/review.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { begun, NOW, planOf, requestOf, returning } from "./support/ledger.ts";
import { CHANGE, CHANGED, WEB } from "./support/web.ts";

const [web, change, after] = [WEB, CHANGE, CHANGED];
const update = (object: KubernetesObject = after) => requestOf("UPDATE", { oldObject: web, object });
const ask = (request: Parameters<typeof review>[0], ...rows: LedgerAttempt[]) =>
  review(request, async () => rows, NOW);
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
/** As `web` after the change, with a pod spec or container of other content. */
const withPod = (change: object, container: object = {}): KubernetesObject =>
  ({
    ...after,
    spec: {
      replicas: 1,
      template: {
        spec: {
          ...change,
          containers: [
            { name: "web", image: "web:2", resources: { limits: { memory: "1Gi" } }, ...container },
          ],
        },
      },
    },
  }) as KubernetesObject;
const withMetadata = (change: object): KubernetesObject => ({
  ...after,
  metadata: { ...after.metadata, ...change },
});
const GONE = { apiVersion: "v1", kind: "Node", name: "gone", uid: "uid-0" };

test("the write of an attempt that has begun is admitted, and as well with the server's own fields and defaults", async () => {
  expect(await ask(update(), begun([change]))).toMatchObject({ isAdmitted: true });
  const metadata = { ...after.metadata, generation: 5, resourceVersion: "9", managedFields: [] };
  expect(await ask(update({ ...after, metadata }), begun([change]))).toMatchObject({ isAdmitted: true });
  const rewritten = withPod({}, { resources: { limits: { memory: "1024Mi" } } });
  expect(await ask(update(rewritten), begun([change]))).toMatchObject({ isAdmitted: true });
});

test("the server's defaults are admitted below what the plan writes, and no other value", async () => {
  const path = "/spec/template/spec/containers/0/readinessProbe";
  const probe = { httpGet: { path: "/", port: 80 } };
  const adding: Action = { ...change, patch: [...change.patch, { op: "add", path, value: probe }] };
  const written = (more: object) => withPod({}, { readinessProbe: { ...probe, ...more } });
  expect(await ask(update(written({ periodSeconds: 10 })), begun([adding]))).toMatchObject({
    isAdmitted: true,
  });
  expect(await ask(update(written({ periodSeconds: 1 })), begun([adding]))).toMatchObject({
    reason: "other-change",
  });
});

describe("a write of a workload is refused", () => {
  const { plan } = begun([change]);
  const widened = { ...(plan as object), sentence: "something else" };
  const ALLOWED = planOf([change], "approve");
  const asked = { plan: ALLOWED, planDigest: ALLOWED.digest };
  const DENIED = planOf([change], "deny");

  test.each<[string, string, LedgerAttempt[]]>([
    ["no-attempt", "without an attempt", []],
    [
      "no-attempt",
      "for an attempt on another object",
      [begun([{ ...change, target: { ...change.target, name: "db" } }])],
    ],
    [
      "other-object",
      "for an attempt on an object of the name that is gone",
      [begun([{ ...change, target: { ...change.target, uid: "uid-0" } }])],
    ],
    ["digest", "where the plan was changed after it was judged", [begun([change], { plan: widened })]],
    ["digest", "where the attempt names another plan", [begun([change], { planDigest: "0" })]],
    [
      "digest",
      "where the row holds no plan",
      [begun([change], { plan: { actions: [{ target: change.target }] } })],
    ],
    ["not-approved", "where a person must allow it and has not", [begun([change], asked)]],
    [
      "not-approved",
      "where the policy denied it, whoever said yes",
      [begun([change], { plan: DENIED, planDigest: DENIED.digest, isApproved: true })],
    ],
    ["stopped", "where the incident was taken over", [begun([change], { incidentStatus: "needs-person" })]],
    ["stopped", "where the incident has another attempt", [begun([change], { isCurrent: false })]],
    ["stopped", "where the object is paused", [begun([change], { pausedUntil: ago(-60) })]],
    ["expired", "where the attempt was begun long ago", [begun([change], { startedAt: ago(961) })]],
    ["expired", "where the return was begun long ago", [returning([change], { statusAt: ago(86_401) })]],
    ["not-this-step", "where the attempt has written already", [begun([change], { steps: ["apply:0"] })]],
    [
      "not-this-step",
      "where the attempt was put back already",
      [returning([change], { steps: ["apply:0", "return:begun", "return:0"] })],
    ],
    [
      "not-this-step",
      "where the plan resizes a pod",
      [begun([{ ...change, type: "ResizePod", parameters: RESIZE } as Action])],
    ],
  ])("%s: %s", async (reason, _when, rows) => {
    expect(await ask(update(), ...rows)).toMatchObject({ isAdmitted: false, reason });
  });

  test("what a person has allowed is admitted, and what is paused may still be put back", async () => {
    expect(await ask(update(), begun([change], { ...asked, isApproved: true }))).toMatchObject({
      isAdmitted: true,
    });
    const back = requestOf("UPDATE", { oldObject: after, object: web });
    expect(await ask(back, returning([change], { pausedUntil: ago(-60) }))).toMatchObject({
      isAdmitted: true,
    });
  });

  test.each<[string, string, KubernetesObject]>([
    ["other-change", "another value", withPod({}, { image: "web:3" })],
    ["other-change", "nothing changed", web],
    ["other-change", "one field more", withPod({ nodeSelector: { a: "b" } })],
    ["other-change", "another trail", withMetadata({ annotations: { "kube-autofix.io/attempt": "9" } })],
    ["outside-bounds", "one label more", withMetadata({ labels: { a: "b" } })],
    ["outside-bounds", "a finalizer", withMetadata({ finalizers: ["a/b"] })],
    ["outside-bounds", "an owner that is not there", withMetadata({ ownerReferences: [GONE] })],
    ["outside-bounds", "a mark", withMetadata({ annotations: { "kube-autofix.io/autonomy": "auto" } })],
    [
      "other-change",
      "a default where the plan writes nothing",
      withPod({}, { ports: [{ protocol: "TCP" }] }),
    ],
    [
      "other-change",
      "a field less",
      { ...after, spec: { template: (after.spec as { template: unknown }).template } },
    ],
    ["outside-bounds", "a privileged container", withPod({}, { securityContext: { privileged: true } })],
    ["outside-bounds", "a pod's security context", withPod({ securityContext: { runAsUser: 0 } })],
    ["outside-bounds", "another service account", withPod({ serviceAccountName: "admin" })],
    ["outside-bounds", "the host's network", withPod({ hostNetwork: true })],
    ["outside-bounds", "the host's files", withPod({ volumes: [{ name: "x", hostPath: { path: "/" } }] })],
    [
      "outside-bounds",
      "an init container with rights",
      withPod({ initContainers: [{ name: "x", securityContext: { privileged: true } }] }),
    ],
  ])("%s: %s", async (reason, _what, object) => {
    expect(await ask(update(object), begun([change]))).toMatchObject({ isAdmitted: false, reason });
  });

  test("other-object: another UID in the new object", async () => {
    const object = { ...after, metadata: { ...after.metadata, uid: "uid-2" } };
    expect(await ask(update(object), begun([change]))).toMatchObject({ reason: "other-object" });
  });

  test("outside-bounds: also where the plan itself asks for it", async () => {
    const path = "/spec/template/spec/hostNetwork";
    const reaching: Action = { ...change, patch: [...change.patch, { op: "add", path, value: true }] };
    expect(await ask(update(withPod({ hostNetwork: true })), begun([reaching]))).toMatchObject({
      reason: "outside-bounds",
    });
  });
});

const RESIZE = {
  container: "web",
  containerKind: "container",
  fromLimitBytes: 1,
  toLimitBytes: 2,
  fromRequestBytes: null,
  toRequestBytes: null,
  basis: "b",
  basisKind: "doubled",
};

describe("what no attempt needs is never admitted, and the ledger is not asked", () => {
  const asked = () => Promise.reject(new Error("the ledger was asked"));
  const secret: KubernetesObject = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "s", namespace: "shop" },
  };
  test.each([
    ["a Secret", requestOf("CREATE", { object: secret })],
    ["a Secret's value", requestOf("UPDATE", { object: secret, oldObject: secret })],
    ["a workload that is made", requestOf("CREATE", { object: web })],
    ["a workload that is deleted", requestOf("DELETE", { oldObject: web })],
    ["a workload's scale", requestOf("UPDATE", { object: web, oldObject: web, subResource: "scale" })],
    ["a workload's status", requestOf("UPDATE", { object: web, oldObject: web, subResource: "status" })],
    [
      "a command in a pod",
      { ...requestOf("CREATE", { object: web, subResource: "exec" }), operation: "CONNECT" as const },
    ],
  ])("%s", async (_name, request) => {
    expect(await review(request, asked, NOW)).toMatchObject({ isAdmitted: false, reason: "never-planned" });
  });

  test.each([
    ["authorization.k8s.io", "SelfSubjectAccessReview"],
    ["authorization.k8s.io", "SelfSubjectRulesReview"],
    ["authentication.k8s.io", "SelfSubjectReview"],
  ])("a question about ourselves passes: %s %s", async (group, kind) => {
    const question: KubernetesObject = { apiVersion: `${group}/v1`, kind, metadata: { name: "" } };
    const request = {
      ...requestOf("CREATE", { object: question }),
      resource: { group, version: "v1", resource: `${kind.toLowerCase()}s` },
    };
    expect(await review(request, asked, NOW)).toMatchObject({ isAdmitted: true });
  });

  const event = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "web.1", namespace: "shop" },
    involvedObject: { kind: "StatefulSet", name: "web" },
    type: "Normal",
    reason: "AutofixApplied",
    message: "m",
    source: { component: "kube-autofix" },
    count: 1,
  };
  const eventRequest = (object: object) => ({
    ...requestOf("CREATE", { object: object as KubernetesObject }),
    resource: { group: "", version: "v1", resource: "events" },
  });
  test("an Event of our own passes", async () => {
    expect(await review(eventRequest(event), async () => [], NOW)).toMatchObject({ isAdmitted: true });
  });
  test.each([
    ["another reason", { reason: "Killing" }],
    ["another source", { source: { component: "kubelet" } }],
    ["too long a message", { message: "m".repeat(1025) }],
    ["another type", { type: "Alarm" }],
    ["a count of many", { count: 1000 }],
    ["annotations", { metadata: { ...event.metadata, annotations: { a: "b" } } }],
    ["something beside it", { related: {} }],
    ["nothing that it is about", { involvedObject: null }],
  ])("an Event with %s does not", async (_what, other) => {
    const decision = await review(eventRequest({ ...event, ...other }), asked, NOW);
    expect(decision).toMatchObject({ isAdmitted: false, reason: "outside-bounds" });
  });
});
