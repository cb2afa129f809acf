import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../src/diagnosis/candidate.ts";
import { signatures } from "../../../src/diagnosis/signatures/catalogue.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { factsOf } from "../support/facts.ts";
import {
  ago,
  deployment,
  event,
  node,
  pod,
  replicaSet,
  status,
  template,
  terminated,
} from "../support/workload.ts";

const RBAC = "rbac.authorization.k8s.io/v1";
const role = (verbs: string[], namespace = "shop", resources = ["pods"]): KubernetesObject => ({
  apiVersion: RBAC,
  kind: "Role",
  metadata: { name: "reader", namespace },
  rules: [{ apiGroups: [""], resources, verbs }],
});
const binding = (name: string, of: string, namespace = "shop"): KubernetesObject => ({
  apiVersion: RBAC,
  kind: "RoleBinding",
  metadata: { name: "reader", namespace },
  roleRef: { kind: "Role", name: "reader" },
  subjects: [{ kind: "ServiceAccount", name, namespace: of }],
});

async function best(plan: {
  log?: string;
  around?: KubernetesObject[];
  change?: (pod: KubernetesObject) => void;
  families?: string[];
}): Promise<Candidate | undefined> {
  const of = template();
  const own = pod(of, {
    statuses: [status({ lastState: terminated({ reason: "Error", exitCode: 1 }) })],
  });
  plan.change?.(own);
  const facts = await factsOf(
    [deployment(of), replicaSet("a", 1, { of, created: 300 }), own, ...(plan.around ?? [])],
    plan.log === undefined ? {} : { logs: { "web-a-1/web": plan.log } },
  );
  return signatures
    .filter(({ family }) => ["access", "stuck", "nodes"].includes(family))
    .flatMap((signature) => signature.diagnose(facts))
    .toSorted((a, b) => b.confidence - a.confidence)[0];
}

const denied = (verb = "list", target = "shop") =>
  `pods is forbidden: User "system:serviceaccount:shop:robot" cannot ${verb} resource "pods" in API group "" in the namespace "${target}"`;

describe("rights that the API server does not give", () => {
  test.each([
    [
      "the verb is not in the role",
      denied(),
      [role(["get"]), binding("robot", "shop")],
      "allows get on pods, and not list",
    ],
    [
      "the resource is not in the role",
      denied(),
      [role(["get"], "shop", ["services"]), binding("robot", "shop")],
      "says nothing of pods",
    ],
    [
      "it is bound in another namespace",
      denied("list", "data"),
      [role(["list"]), binding("robot", "shop")],
      "bound in namespace shop alone",
    ],
    [
      "another namespace's account is bound",
      denied(),
      [role(["list"]), binding("robot", "default")],
      "of namespace default, not of shop",
    ],
    ["nothing binds it", denied(), [binding("somebody", "shop")], "no binding names"],
    ["what is bound may not be read", denied(), [], "may not list pods in namespace shop."],
    [
      "quotes are escaped",
      `HTTP response body: ${JSON.stringify({ message: denied() })}`,
      [],
      "may not list pods in namespace shop.",
    ],
  ])("because %s", async (_what, log, around: KubernetesObject[], why) => {
    const candidate = await best({ log, around });
    expect(candidate?.cause).toBe("access-denied");
    expect(candidate?.sentence).toContain(why);
    expect(candidate?.repair).toBeUndefined();
    expect(candidate?.advice?.[0]?.manifest).toContain('verbs: ["list"]');
  });

  test("at the cluster scope it takes a ClusterRole", async () => {
    const log =
      'nodes is forbidden: User "system:serviceaccount:shop:robot" cannot watch resource "nodes" in API group "" at the cluster scope';
    expect((await best({ log }))?.advice?.[0]?.manifest).toContain("kind: ClusterRoleBinding");
  });

  test("are not meant by somebody else's 403", async () => {
    expect(await best({ log: "GET https://api.partner.example/v2/orders 403 Forbidden" })).toBeUndefined();
  });
});

describe("a pod that is deleted and does not go", () => {
  const deleted =
    (seconds: number, more: object = {}) =>
    (own: KubernetesObject) => {
      Object.assign(own.metadata, { deletionTimestamp: ago(seconds), ...more });
    };

  test("is held by a finalizer", async () => {
    const candidate = await best({ change: deleted(600, { finalizers: ["backup.example.com/snapshot"] }) });
    expect(candidate).toMatchObject({ cause: "finalizer-stuck" });
    expect(candidate?.sentence).toContain("backup.example.com/snapshot");
  });

  test("waits for a node that is away: the node is at fault", async () => {
    const around = [node("node-1", [{ type: "Ready", status: "Unknown" }])];
    expect(await best({ change: deleted(600), around })).toMatchObject({
      cause: "node-not-ready",
      object: { kind: "Node", name: "node-1" },
    });
  });

  test("is not ended by its node", async () => {
    const around = [
      node("node-1", [{ type: "Ready", status: "True" }]),
      event(
        { kind: "Pod", name: "web-a-1" },
        { reason: "FailedKillPod", message: "error killing pod: context deadline exceeded", from: 60 },
      ),
    ];
    expect(await best({ change: deleted(600), around })).toMatchObject({ cause: "termination-stuck" });
  });

  test("is given its time", async () => {
    expect(await best({ change: deleted(30, { finalizers: ["x/y"] }) })).toBeUndefined();
  });
});

test("pods of a node that does not report are that node's fault", async () => {
  const around = [node("node-1", [{ type: "Ready", status: "Unknown" }])];
  expect(await best({ around })).toMatchObject({ cause: "node-not-ready", object: { name: "node-1" } });
});

test("pods that a node without disk evicted are that node's fault", async () => {
  const around = [
    node("node-1", [
      { type: "Ready", status: "True" },
      { type: "DiskPressure", status: "True" },
    ]),
  ];
  const change = (own: KubernetesObject) =>
    Object.assign(own.status as object, { phase: "Failed", reason: "Evicted" });
  expect(await best({ around, change })).toMatchObject({
    cause: "node-pressure",
    object: { name: "node-1" },
  });
});
