import { describe, expect, test } from "vitest";
import { type Flow, flowVerdict, type Peer } from "../../../src/diagnosis/network/policy-verdict.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";

const policy = (spec: object, namespace = "shop"): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "policy", namespace },
  spec: { podSelector: {}, ...spec },
});
const peer = (app: string, namespace = "shop"): Peer => ({
  namespace,
  namespaceLabels: { "kubernetes.io/metadata.name": namespace },
  labels: { app },
});
const flow = (more: Partial<Flow> = {}): Flow => ({
  from: peer("web"),
  to: peer("store"),
  port: 8080,
  protocol: "TCP",
  portNames: new Map([["http", 8080]]),
  ...more,
});
const store = { podSelector: { matchLabels: { app: "store" } } };
const web = { podSelector: { matchLabels: { app: "web" } } };
const says = (policies: KubernetesObject[], of: Flow = flow()) => {
  const verdict = flowVerdict(policies, of);
  return verdict.isAllowed ? "allowed" : verdict.direction;
};

describe("what policies let through", () => {
  test.each([
    ["no policy at all", [], "allowed"],
    ["deny all ingress", [policy({ policyTypes: ["Ingress"] })], "ingress"],
    ["deny all egress", [policy({ policyTypes: ["Egress"] })], "egress"],
    ["types that are not written", [policy({})], "ingress"],
    [
      "rules of egress without types",
      [policy({ ingress: [{}], egress: [{ to: [{ podSelector: { matchLabels: { app: "db" } } }] }] })],
      "egress",
    ],
    ["a policy of other pods", [policy({ podSelector: { matchLabels: { app: "db" } } })], "allowed"],
    ["a policy of another namespace", [policy({}, "other")], "allowed"],
    [
      "one that allows beside one that denies",
      [policy({}), policy({ ...store, ingress: [{ from: [web] }] })],
      "allowed",
    ],
    [
      "another caller",
      [policy({ ...store, ingress: [{ from: [{ podSelector: { matchLabels: { app: "cli" } } }] }] })],
      "ingress",
    ],
    ["another port", [policy({ ...store, ingress: [{ ports: [{ port: 9090 }] }] })], "ingress"],
    [
      "a range of ports",
      [policy({ ...store, ingress: [{ ports: [{ port: 8000, endPort: 8100 }] }] })],
      "allowed",
    ],
    ["a port by name", [policy({ ...store, ingress: [{ ports: [{ port: "http" }] }] })], "allowed"],
    [
      "another protocol",
      [policy({ ...store, ingress: [{ ports: [{ port: 8080, protocol: "UDP" }] }] })],
      "ingress",
    ],
    ["an empty rule", [policy({ ...store, ingress: [{}] })], "allowed"],
    [
      "the caller's namespace by its label",
      [
        policy({
          ...store,
          ingress: [
            { from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } }] },
          ],
        }),
      ],
      "allowed",
    ],
    [
      "pods of another namespace alone",
      [
        policy({
          ...store,
          ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "x" } }, ...web }] }],
        }),
      ],
      "ingress",
    ],
    [
      "a block of addresses, which may hold the pods",
      [policy({ egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }], policyTypes: ["Egress"] })],
      "allowed",
    ],
  ])("%s", (_what, policies: KubernetesObject[], expected) => {
    expect(says(policies)).toBe(expected);
  });

  test("a caller of another namespace is none of the own pods", () => {
    const of = flow({ from: peer("web", "front") });
    expect(says([policy({ ...store, ingress: [{ from: [web] }] })], of)).toBe("ingress");
  });

  test.each([
    ["within the block", "192.0.2.7", "allowed"],
    ["in its exception", "192.0.2.200", "egress"],
    ["elsewhere", "198.51.100.1", "egress"],
  ])("an address outside of the cluster, %s", (_what, address, expected) => {
    const block = { cidr: "192.0.2.0/24", except: ["192.0.2.128/25"] };
    const of = flow({ to: { ...peer("x", ""), address } });
    expect(says([policy({ policyTypes: ["Egress"], egress: [{ to: [{ ipBlock: block }] }] })], of)).toBe(
      expected,
    );
  });
});
