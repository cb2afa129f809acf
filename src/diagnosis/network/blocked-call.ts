import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { DNS_NAMESPACE } from "../collectors/beyond.ts";
import type { Facts } from "../facts.ts";
import { flowVerdict, type Peer } from "./policy-verdict.ts";
import { podLabels, podPorts, type ServiceView } from "./service-view.ts";

export interface Block {
  /** The policy to look at: of several the newest, for what ran before was let through then. */
  policy: KubernetesObject;
  direction: "egress" | "ingress";
  /** The callee's port that must be let through. */
  port: number | undefined;
  protocol: "TCP" | "UDP" | "SCTP";
  from: Peer;
  to: Peer;
}

/** The policy that keeps the workload's pods from the Service's; undefined where none does. */
export function blockOf(facts: Facts, service: ServiceView, port: number | undefined): Block | undefined {
  const from: Peer = {
    namespace: facts.object.namespace,
    namespaceLabels: namespaceLabels(facts, facts.object.namespace),
    labels: recordOf(recordOf(facts.template?.raw.metadata).labels) as Record<string, string>,
  };
  const [callee] = service.workloads;
  if (callee === undefined) return undefined;
  const to: Peer = {
    namespace: service.namespace,
    namespaceLabels: namespaceLabels(facts, service.namespace),
    labels: podLabels(callee),
  };
  const portNames = podPorts(callee);
  const of = service.ports.find((one) => one.port === port) ?? service.ports[0];
  const target = typeof of?.targetPort === "string" ? portNames.get(of.targetPort) : of?.targetPort;
  const flow = { from, to, port: target, protocol: of?.protocol ?? "TCP", portNames } as const;
  return blocked(policiesOf(facts), flow);
}

/** The policy that keeps the workload's pods from the cluster's name servers. */
export function dnsBlockOf(facts: Facts): Block | undefined {
  const from: Peer = {
    namespace: facts.object.namespace,
    namespaceLabels: namespaceLabels(facts, facts.object.namespace),
    labels: recordOf(recordOf(facts.template?.raw.metadata).labels) as Record<string, string>,
  };
  const to: Peer = {
    namespace: DNS_NAMESPACE,
    namespaceLabels: namespaceLabels(facts, DNS_NAMESPACE),
    // Every name server of a cluster carries it, whatever it is: the Service kube-dns selects by it.
    labels: { "k8s-app": "kube-dns" },
  };
  return blocked(policiesOf(facts), {
    from,
    to,
    port: 53,
    protocol: "UDP",
    portNames: new Map([["dns", 53]]),
  });
}

function blocked(
  policies: readonly KubernetesObject[],
  flow: Parameters<typeof flowVerdict>[1],
): Block | undefined {
  const verdict = flowVerdict(policies, flow);
  if (verdict.isAllowed) return undefined;
  const [policy] = verdict.by.toSorted(
    (a, b) => Date.parse(b.metadata.creationTimestamp ?? "") - Date.parse(a.metadata.creationTimestamp ?? ""),
  );
  if (policy === undefined) return undefined;
  const { from, to, port, protocol } = flow;
  return { policy, direction: verdict.direction, port, protocol, from, to };
}

const policiesOf = ({ around, beyond }: Facts): KubernetesObject[] =>
  [around, ...beyond].flatMap(({ networkPolicies }) => networkPolicies);

/** The API server puts the namespace's name on it as a label. */
function namespaceLabels({ namespace, beyond, object }: Facts, name: string): Record<string, string> {
  const found = name === object.namespace ? namespace : beyond.find((one) => one.name === name)?.namespace;
  return { "kubernetes.io/metadata.name": name, ...found?.metadata.labels };
}
