import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../src/diagnosis/candidate.ts";
import { signatures } from "../../../src/diagnosis/signatures/catalogue.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { factsOf } from "../support/facts.ts";
import { container, deployment, pod, replicaSet, template } from "../support/workload.ts";

interface NodePlan {
  labels?: Record<string, string>;
  taints?: object[];
  cordoned?: boolean;
  ready?: boolean;
  cpu?: string;
}
const node = (name: string, plan: NodePlan = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels: { "kubernetes.io/hostname": name, ...plan.labels } },
  spec: { taints: plan.taints ?? [], ...(plan.cordoned ? { unschedulable: true } : {}) },
  status: {
    allocatable: { cpu: plan.cpu ?? "4", memory: "8Gi", pods: "110" },
    conditions: [{ type: "Ready", status: plan.ready === false ? "Unknown" : "True" }],
  },
});
const controlPlane = node("control", {
  taints: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }],
});

async function best(
  spec: Record<string, unknown>,
  plan: { nodes: KubernetesObject[]; refused: string; older?: Record<string, unknown> },
): Promise<Candidate | undefined> {
  const of = template(spec);
  const { nodes, refused, older } = plan;
  const message = `0/${nodes.length} nodes are available: ${refused}. preemption: 0/${nodes.length} nodes are available: ${nodes.length} Preemption is not helpful for scheduling.`;
  const waiting = pod(of, { statuses: [], phase: "Pending" });
  (waiting.spec as Record<string, unknown>).nodeName = undefined;
  (waiting.status as Record<string, unknown>).conditions = [
    { type: "PodScheduled", status: "False", reason: "Unschedulable", message },
  ];
  const facts = await factsOf([
    deployment(of),
    replicaSet("a", 2, { of, created: 300 }),
    ...(older ? [replicaSet("b", 1, { of: template(older), created: 9000 })] : []),
    waiting,
    ...nodes,
  ]);
  const candidates = signatures
    .filter(({ family }) => family === "scheduling" || family === "nodes")
    .flatMap((signature) => signature.diagnose(facts));
  return candidates.toSorted((a, b) => b.confidence - a.confidence)[0];
}

const changes = (candidate: Candidate | undefined) =>
  candidate?.repair?.type === "RelaxPlacement" ? candidate.repair.parameters.changes : undefined;
const cpu = (request: string) => ({
  containers: [{ name: "web", image: "acme/web:1", resources: { requests: { cpu: request } } }],
});
const batch = { key: "dedicated", value: "batch", effect: "NoSchedule" };
const control = "1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }";
const affinityOf = (values: string[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: "disk", operator: "In", values }] }],
      },
    },
  },
});

describe("why no node takes the pods", () => {
  test.each([
    [
      "a node selector with a slip in its value",
      { nodeSelector: { disk: "sssd" } },
      {
        nodes: [controlPlane, node("n1", { labels: { disk: "ssd" } })],
        refused: `${control}, 1 node(s) didn't match Pod's node affinity/selector`,
      },
      "placement-impossible",
      [{ pointer: "/nodeSelector/disk", from: "sssd", to: "ssd" }],
    ],
    [
      "a node selector by a label that no node has",
      { nodeSelector: { "example.com/pool": "fast", disk: "ssd" } },
      {
        nodes: [node("n1", { labels: { disk: "ssd" } })],
        refused: "1 node(s) didn't match Pod's node affinity/selector",
      },
      "placement-impossible",
      [{ pointer: "/nodeSelector/example.com~1pool", from: "fast", to: null }],
    ],
    [
      "a node affinity with a slip in its value",
      affinityOf(["nvmee"]),
      {
        nodes: [node("n1", { labels: { disk: "nvme" } })],
        refused: "1 node(s) didn't match Pod's node affinity/selector",
      },
      "placement-impossible",
      [
        {
          pointer:
            "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions/0/values",
          from: ["nvmee"],
          to: ["nvme"],
        },
      ],
    ],
    [
      "a taint on all workers",
      {},
      {
        nodes: [controlPlane, node("n1", { taints: [batch] })],
        refused: `${control}, 1 node(s) had untolerated taint {dedicated: batch}`,
      },
      "taint-not-tolerated",
      [
        {
          pointer: "/tolerations",
          from: null,
          to: [{ key: "dedicated", operator: "Equal", value: "batch", effect: "NoSchedule" }],
        },
      ],
    ],
    [
      "the small nodes are too small, and the large one is tainted",
      cpu("6"),
      {
        nodes: [node("n1"), node("n2", { cpu: "16", taints: [batch] })],
        refused: "1 Insufficient cpu, 1 node(s) had untolerated taint {dedicated: batch}",
      },
      "taint-not-tolerated",
      undefined,
    ],
    [
      "a request larger than any node",
      cpu("64"),
      { nodes: [controlPlane, node("n1")], refused: `${control}, 1 Insufficient cpu` },
      "request-too-large",
      undefined,
    ],
    [
      "nodes that are full",
      cpu("2"),
      { nodes: [controlPlane, node("n1"), node("n2")], refused: `${control}, 2 Insufficient cpu` },
      "no-room-on-nodes",
      undefined,
    ],
    [
      "the only node that is large enough does not report",
      cpu("6"),
      {
        nodes: [
          node("n1"),
          node("n2", {
            cpu: "16",
            ready: false,
            taints: [{ key: "node.kubernetes.io/unreachable", effect: "NoSchedule" }],
          }),
        ],
        refused: "1 Insufficient cpu, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }",
      },
      "node-not-ready",
      undefined,
    ],
    [
      "the only worker is cordoned",
      {},
      {
        nodes: [
          controlPlane,
          node("n1", {
            cordoned: true,
            taints: [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }],
          }),
        ],
        refused: `${control}, 1 node(s) were unschedulable`,
      },
      "node-cordoned",
      undefined,
    ],
    [
      "a spread over a label that no node has",
      {
        topologySpreadConstraints: [{ topologyKey: "rack", maxSkew: 1, whenUnsatisfiable: "DoNotSchedule" }],
      },
      {
        nodes: [node("n1")],
        refused: "1 node(s) didn't match pod topology spread constraints (missing required label)",
      },
      "spread-impossible",
      [
        {
          pointer: "/topologySpreadConstraints/0/whenUnsatisfiable",
          from: "DoNotSchedule",
          to: "ScheduleAnyway",
        },
      ],
    ],
    [
      "a port of the node",
      { containers: [{ name: "web", ports: [{ containerPort: 80, hostPort: 8080 }] }] },
      { nodes: [node("n1")], refused: "1 node(s) didn't have free ports for the requested pod ports" },
      "host-port-taken",
      [{ pointer: "/containers/0/ports/0/hostPort", from: 8080, to: null }],
    ],
  ])("%s", async (_what, spec, plan, cause, expected) => {
    const candidate = await best(spec, plan);
    expect(candidate?.cause).toBe(cause);
    expect(candidate?.confidence).toBeGreaterThanOrEqual(0.9);
    if (expected !== undefined) expect(changes(candidate)).toEqual(expected);
  });

  test("one replica a node with more replicas than nodes: the rule becomes a wish", async () => {
    const rule = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "web" } } };
    const required = { requiredDuringSchedulingIgnoredDuringExecution: [rule] };
    const candidate = await best(
      { affinity: { podAntiAffinity: required } },
      { nodes: [node("n1")], refused: "1 node(s) didn't match pod anti-affinity rules" },
    );
    expect(candidate?.cause).toBe("placement-impossible");
    expect(changes(candidate)?.at(-1)?.to).toEqual([{ weight: 100, podAffinityTerm: rule }]);
  });

  test("a request that an earlier revision had smaller is given back, behind a return to that revision", async () => {
    const candidate = await best(cpu("64"), {
      nodes: [node("n1")],
      refused: "1 Insufficient cpu",
      older: cpu("500m"),
    });
    expect(candidate?.confidence).toBeLessThan(0.9);
    expect(candidate?.repair).toMatchObject({
      type: "SetResources",
      parameters: { changes: [{ from: "64", to: "500m", resource: "cpu" }] },
    });
  });

  test("nothing where the pods are scheduled", async () => {
    const of = template({ containers: [container()] });
    const facts = await factsOf([
      deployment(of),
      replicaSet("a", 1, { of, created: 300 }),
      pod(of),
      node("n1"),
    ]);
    const all = signatures.filter(({ family }) => family === "scheduling");
    expect(all.flatMap((signature) => signature.diagnose(facts))).toEqual([]);
  });
});
