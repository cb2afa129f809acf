import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { parseSelector } from "../../kubernetes/label-selector.ts";
import { isInRange } from "./address-range.ts";
import { selects } from "./selects.ts";

/** One end of a connection, as a NetworkPolicy sees it. */
export interface Peer {
  namespace: string;
  namespaceLabels: Record<string, string>;
  labels: Record<string, string>;
  /** Undefined for a pod, whose labels count. */
  address?: string;
}

export interface Flow {
  from: Peer;
  to: Peer;
  /** The port of the pod, after the Service's translation; undefined where it is not known. */
  port: number | undefined;
  protocol: "TCP" | "UDP" | "SCTP";
  /** The called container's ports by name. */
  portNames: ReadonlyMap<string, number>;
}

/** `by`: the policies that isolate the pod on that side, none of which allows the connection. */
export type FlowVerdict =
  | { isAllowed: true }
  | { isAllowed: false; direction: "egress" | "ingress"; by: KubernetesObject[] };

/**
 * Whether the policies let the connection through. A pod that no policy selects for a direction is open; one that some
 * select is open to what any of these allows. https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function flowVerdict(policies: readonly KubernetesObject[], flow: Flow): FlowVerdict {
  const out = isolating(policies, flow.from, "Egress");
  if (out.length > 0 && !out.some((policy) => allows(policy, "egress", flow)))
    return { isAllowed: false, direction: "egress", by: out };
  const into = flow.to.address === undefined ? isolating(policies, flow.to, "Ingress") : [];
  if (into.length > 0 && !into.some((policy) => allows(policy, "ingress", flow)))
    return { isAllowed: false, direction: "ingress", by: into };
  return { isAllowed: true };
}

function isolating(policies: readonly KubernetesObject[], pod: Peer, type: "Egress" | "Ingress") {
  return policies.filter(({ metadata, spec }) => {
    const { podSelector, policyTypes, egress } = recordOf(spec);
    if (metadata.namespace !== pod.namespace || !selects(parseSelector(podSelector ?? {}), pod.labels))
      return false;
    // Where types are not written, every policy is about ingress, and about egress if it has rules for it.
    if (Array.isArray(policyTypes) && policyTypes.length > 0) return policyTypes.includes(type);
    return type === "Ingress" || listOf(egress).length > 0;
  });
}

function allows(policy: KubernetesObject, direction: "egress" | "ingress", flow: Flow): boolean {
  const rules = listOf(recordOf(policy.spec)[direction]).map(recordOf);
  const other = direction === "egress" ? flow.to : flow.from;
  return rules.some((rule) => {
    const peers = listOf(direction === "egress" ? rule.to : rule.from).map(recordOf);
    const ports = listOf(rule.ports).map(recordOf);
    return (
      (peers.length === 0 || peers.some((peer) => isPeer(peer, other, policy.metadata.namespace ?? ""))) &&
      (ports.length === 0 || ports.some((port) => isPort(port, flow)))
    );
  });
}

function isPeer(peer: Record<string, unknown>, pod: Peer, namespace: string): boolean {
  if (peer.ipBlock !== undefined) {
    const { cidr, except } = recordOf(peer.ipBlock);
    const { address } = pod;
    // Whether a pod's address lies in a block is not known here: a block is no reason to call it blocked.
    if (address === undefined) return true;
    return isInRange(address, cidr) && !listOf(except).some((one) => isInRange(address, one));
  }
  if (pod.address !== undefined) return false;
  const { namespaceSelector, podSelector } = peer;
  const isNamespace =
    namespaceSelector === undefined
      ? pod.namespace === namespace
      : selects(parseSelector(namespaceSelector), pod.namespaceLabels);
  return isNamespace && (podSelector === undefined || selects(parseSelector(podSelector), pod.labels));
}

function isPort({ port, endPort, protocol }: Record<string, unknown>, flow: Flow): boolean {
  if ((protocol ?? "TCP") !== flow.protocol) return false;
  if (port === undefined || port === null || flow.port === undefined) return true;
  if (typeof port === "string") {
    const named = flow.portNames.get(port);
    return named === undefined ? flow.portNames.size === 0 : named === flow.port;
  }
  const last = typeof endPort === "number" ? endPort : Number(port);
  return flow.port >= Number(port) && flow.port <= last;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
