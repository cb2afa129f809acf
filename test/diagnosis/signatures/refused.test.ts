import { describe, expect, test } from "vitest";
import { signatures } from "../../../src/diagnosis/signatures/catalogue.ts";
import { loadCapture } from "../support/capture.ts";
import { factsOf } from "../support/facts.ts";
import { forbidden, named, quota, refused } from "../support/refused.ts";

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
