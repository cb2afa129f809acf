import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../src/diagnosis/candidate.ts";
import { signatures } from "../../../src/diagnosis/signatures/catalogue.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { loadCapture } from "../support/capture.ts";
import { factsOf } from "../support/facts.ts";
import { deployment, replicaSet, template } from "../support/workload.ts";

interface Plan {
  message: string;
  resources?: object;
  spec?: Record<string, unknown>;
  more?: KubernetesObject[];
  replicas?: number;
}

async function refused({
  message,
  resources = {},
  spec = {},
  more = [],
  replicas = 1,
}: Plan): Promise<Candidate[]> {
  const of = template({ containers: [{ name: "web", image: "acme/web:1", resources }], ...spec });
  const conditions = [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }];
  const facts = await factsOf([
    deployment(of, { replicas, status: { conditions } }),
    replicaSet("a", 1, { of, created: 300 }),
    ...more,
  ]);
  return signatures
    .flatMap((signature) => signature.diagnose(facts))
    .toSorted((a, b) => b.confidence - a.confidence);
}

const forbidden = (why: string) => `pods "web-a-1" is forbidden: ${why}`;
const quota = (hard: Record<string, string>, used: Record<string, string> = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ResourceQuota",
  metadata: { name: "team", namespace: "shop", uid: "uid-team" },
  spec: { hard },
  status: { hard, used },
});
const named = (apiVersion: string, kind: string, name: string, namespace?: string): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
});
const sizeChanges = (candidate: Candidate | undefined) =>
  candidate?.repair?.type === "SetResources"
    ? candidate.repair.parameters.changes.map(
        ({ container, bound, resource, from, to }) => `${container} ${bound} ${resource} ${from} ${to}`,
      )
    : undefined;

describe("sizes that the namespace demands", () => {
  test.each([
    [
      "a limit that a quota demands is the request that is written",
      {
        message: forbidden("failed quota: team: must specify limits.cpu for: web"),
        resources: { requests: { cpu: "200m" } },
      },
      "quota-exceeded",
      ["web limits cpu null 200m"],
      true,
    ],
    [
      "where nothing is written, a share of what the quota has left",
      {
        message: forbidden(
          "failed quota: team: must specify limits.memory for: web; requests.memory for: web",
        ),
        more: [
          quota(
            { "limits.memory": "1Gi", "requests.memory": "1Gi" },
            { "limits.memory": "512Mi", "requests.memory": "512Mi" },
          ),
        ],
        replicas: 2,
      },
      "quota-exceeded",
      ["web limits memory null 256Mi", "web requests memory null 256Mi"],
      false,
    ],
    [
      "a limit above the range, and the request with it",
      {
        message: forbidden(
          "[maximum cpu usage per Container is 1, but limit is 4, maximum cpu usage per Container is 1, but request is 2]",
        ),
        resources: { limits: { cpu: "4" }, requests: { cpu: "2" } },
      },
      "limit-range-violated",
      ["web limits cpu 4 1", "web requests cpu 2 1"],
      true,
    ],
    [
      "less memory than the pod asks for is for a person to allow",
      {
        message: forbidden("maximum memory usage per Container is 256Mi, but limit is 1Gi"),
        resources: { limits: { memory: "1Gi" }, requests: { memory: "512Mi" } },
      },
      "limit-range-violated",
      ["web limits memory 1Gi 256Mi", "web requests memory 512Mi 256Mi"],
      false,
    ],
    [
      "a memory limit above the range that stays above the request",
      {
        message: forbidden("maximum memory usage per Container is 256Mi, but limit is 1Gi"),
        resources: { limits: { memory: "1Gi" }, requests: { memory: "128Mi" } },
      },
      "limit-range-violated",
      ["web limits memory 1Gi 256Mi"],
      true,
    ],
    [
      "a request below the range, and the limit that it would exceed",
      {
        message: forbidden("minimum memory usage per Container is 64Mi, but request is 16Mi"),
        resources: { limits: { memory: "32Mi" }, requests: { memory: "16Mi" } },
      },
      "limit-range-violated",
      ["web requests memory 16Mi 64Mi", "web limits memory 32Mi 64Mi"],
      true,
    ],
    [
      "a ratio",
      {
        message: forbidden(
          "cpu max limit to request ratio per Container is 2, but provided ratio is 10.000000",
        ),
        resources: { limits: { cpu: "2" }, requests: { cpu: "200m" } },
      },
      "limit-range-violated",
      ["web requests cpu 200m 1"],
      true,
    ],
    [
      "a request above the range's default limit",
      {
        message:
          'Pod "web-a-1" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
        resources: { requests: { cpu: "2" } },
      },
      "limit-range-violated",
      ["web limits cpu null 2"],
      true,
    ],
  ])("%s", async (_what, plan: Plan, cause, expected, isExclusive) => {
    const [candidate] = await refused(plan);
    expect(candidate?.cause).toBe(cause);
    expect(sizeChanges(candidate)).toEqual(expected);
    expect(candidate?.repair?.isExclusive).toBe(isExclusive);
  });
});

describe("pods that are refused", () => {
  test("for want of room in the quota, which is the object at fault", async () => {
    const [candidate] = await refused({
      message: forbidden("exceeded quota: team, requested: pods=1, used: pods=3, limited: pods=3"),
      more: [quota({ pods: "3" }, { pods: "3" })],
    });
    expect(candidate).toMatchObject({
      cause: "quota-exceeded",
      object: { kind: "ResourceQuota", name: "team" },
    });
    expect(candidate?.repair).toBeUndefined();
  });

  test("because one pod is larger than the quota: then the workload is at fault", async () => {
    const [candidate] = await refused({
      message: forbidden(
        "exceeded quota: team, requested: requests.cpu=8, used: requests.cpu=0, limited: requests.cpu=4",
      ),
      more: [quota({ "requests.cpu": "4" })],
    });
    expect(candidate?.cause).toBe("quota-exceeded");
    expect(candidate?.object).toBeUndefined();
  });

  test.each([
    [
      "ServiceAccount",
      forbidden('error looking up service account shop/biler: serviceaccount "biler" not found'),
      { serviceAccountName: "biler" },
      [named("v1", "ServiceAccount", "default", "shop"), named("v1", "ServiceAccount", "biller", "shop")],
      { pointer: "/serviceAccountName", from: "biler", to: "biller" },
    ],
    [
      "PriorityClass",
      forbidden("no PriorityClass with name busines-critical was found"),
      { priorityClassName: "busines-critical" },
      [
        named("scheduling.k8s.io/v1", "PriorityClass", "system-cluster-critical"),
        named("scheduling.k8s.io/v1", "PriorityClass", "business-critical"),
      ],
      { pointer: "/priorityClassName", from: "busines-critical", to: "business-critical" },
    ],
  ])("for a %s of a near name", async (kind, message, spec, more, change) => {
    const [candidate] = await refused({ message, spec, more });
    expect(candidate?.repair).toMatchObject({
      type: "SetReference",
      isExclusive: false,
      parameters: { of: kind, changes: [change] },
    });
  });

  test("for a ServiceAccount of which no near one exists: a person", async () => {
    const [candidate] = await refused({
      message: forbidden('error looking up service account shop/robot: serviceaccount "robot" not found'),
      spec: { serviceAccountName: "robot" },
      more: [named("v1", "ServiceAccount", "default", "shop")],
    });
    expect(candidate).toMatchObject({ cause: "service-account-missing", repair: null });
  });

  test("by Pod Security: a person gets the very fields", async () => {
    const [candidate] = await refused({
      message: forbidden(
        'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)',
      ),
    });
    expect(candidate?.cause).toBe("pod-security-refused");
    expect(candidate?.advice?.[0]?.manifest).toContain("allowPrivilegeEscalation: false");
    expect(candidate?.advice?.[0]?.manifest).toContain("runAsNonRoot: true");
  });

  test("by a webhook that does not answer: its Service is at fault", async () => {
    const [candidate] = await refused({
      message:
        'Internal error occurred: failed calling webhook "inject.example.com": failed to call webhook: Post "https://inject.mesh.svc:443/x?timeout=10s": dial tcp 10.96.0.9:443: connect: connection refused',
    });
    expect(candidate).toMatchObject({
      cause: "admission-refused",
      object: { kind: "Service", namespace: "mesh", name: "inject" },
    });
  });

  test("as a real cluster says it of a quota of pods", async () => {
    const { objects, owner } = loadCapture("quota-exceeded");
    const facts = await factsOf([owner, ...objects.filter((one) => one !== owner)]);
    const [candidate] = signatures
      .flatMap((signature) => signature.diagnose(facts))
      .toSorted((a, b) => b.confidence - a.confidence);
    expect(candidate).toMatchObject({
      cause: "quota-exceeded",
      object: { kind: "ResourceQuota", name: "pods" },
    });
  });
});
