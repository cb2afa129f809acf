import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { LabelSelector, Labels } from "../../store/objects.ts";
import { selectorMatches } from "../../store/selectors.ts";
import { isInBlock } from "./ip-block.ts";

interface Peer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { port?: number | string; endPort?: number; protocol?: string }[];
}

interface NetworkPolicy extends KubernetesObject {
  spec?: { podSelector?: LabelSelector; policyTypes?: string[]; ingress?: Rule[]; egress?: Rule[] };
}

/** One side of a connection. */
export interface Party {
  /** Undefined: outside of the cluster. */
  namespace: string | undefined;
  labels: Labels;
  ip: string;
  /** Names of its ports. */
  portNames: Record<string, number>;
}

export interface Connection {
  from: Party;
  to: Party;
  port: number;
  protocol: "TCP" | "UDP";
}

const POLICIES = "networkpolicies.networking.k8s.io";

type Direction = "Ingress" | "Egress";

function isAbout({ spec }: NetworkPolicy, party: Party, direction: Direction): boolean {
  const types = spec?.policyTypes ?? ["Ingress", ...(spec?.egress ? ["Egress"] : [])];
  return types.includes(direction) && selectorMatches(spec?.podSelector ?? {}, party.labels);
}

function isPeer(store: ObjectStore, peer: Peer, party: Party, policyNamespace: string): boolean {
  if (peer.ipBlock) return isInBlock(party.ip, peer.ipBlock);
  if (party.namespace === undefined) return false;
  const isOfNamespace = peer.namespaceSelector
    ? selectorMatches(peer.namespaceSelector, namespaceLabels(store, party.namespace))
    : party.namespace === policyNamespace;
  return isOfNamespace && selectorMatches(peer.podSelector ?? {}, party.labels);
}

function namespaceLabels(store: ObjectStore, name: string): Labels {
  const labels = store.get("namespaces", "", name)?.metadata.labels ?? {};
  return { "kubernetes.io/metadata.name": name, ...labels };
}

function isPort(rule: Rule, { to, port, protocol }: Connection): boolean {
  if (!rule.ports || rule.ports.length === 0) return true;
  return rule.ports.some((allowed) => {
    if ((allowed.protocol ?? "TCP") !== protocol) return false;
    if (allowed.port === undefined) return true;
    const first = typeof allowed.port === "number" ? allowed.port : to.portNames[allowed.port];
    return first !== undefined && port >= first && port <= (allowed.endPort ?? first);
  });
}

function isAllowed(store: ObjectStore, connection: Connection, direction: Direction): boolean {
  const [own, peer] =
    direction === "Ingress" ? [connection.to, connection.from] : [connection.from, connection.to];
  if (own.namespace === undefined) return true;
  const { namespace } = own;
  const policies = (store.list(POLICIES, namespace) as NetworkPolicy[]).filter((policy) =>
    isAbout(policy, own, direction),
  );
  if (policies.length === 0) return true;
  return policies.some(({ spec }) =>
    ((direction === "Ingress" ? spec?.ingress : spec?.egress) ?? []).some((rule) => {
      const peers = direction === "Ingress" ? rule.from : rule.to;
      const isFromPeer =
        !peers || peers.length === 0 || peers.some((item) => isPeer(store, item, peer, namespace));
      return isFromPeer && isPort(rule, connection);
    }),
  );
}

/** Whether the policies of both ends let a connection through. */
export const isConnectionAllowed = (store: ObjectStore, connection: Connection): boolean =>
  isAllowed(store, connection, "Egress") && isAllowed(store, connection, "Ingress");
