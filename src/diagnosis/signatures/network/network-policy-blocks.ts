import { describeRef } from "../../../domain/object-ref.ts";
import { refOf } from "../../../kubernetes/kubernetes-object.ts";
import type { Candidate } from "../../candidate.ts";
import { logDraft, objectDraft } from "../../evidence-drafts.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { type Block, blockOf, dnsBlockOf } from "../../network/blocked-call.ts";
import { type Dependency, dependenciesInTrouble } from "../../network/dependencies.ts";
import type { Peer } from "../../network/policy-verdict.ts";
import type { Signature } from "../../signature.ts";

/** The policies of caller and callee, evaluated, let no connection through. Changing one is for a person. */
export const networkPolicyBlocks: Signature = {
  name: "network-policy-blocks",
  family: "network",
  explains: [
    {
      cause: "network-policy-blocks",
      evidence: [
        "the log: a call that failed, in the words of many languages",
        "the NetworkPolicies of both sides, evaluated",
      ],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const all = dependenciesInTrouble(facts);
    const unresolved = all.find(({ call }) => call?.problem === "name" || call?.problem === "resolver");
    const dns = unresolved && dnsBlockOf(facts);
    const found_ = all.flatMap((dependency) => {
      if (dependency.resolved.kind !== "service" || dependency.resolved.service.readyEndpoints === 0)
        return [];
      const { service } = dependency.resolved;
      const block = blockOf(facts, service, dependency.to.port);
      return block === undefined
        ? []
        : [
            blocks(facts, dependency, {
              block,
              what: `Service ${service.namespace}/${service.name}`,
              isDns: false,
            }),
          ];
    });
    if (unresolved === undefined || dns === undefined) return found_;
    return [
      blocks(facts, unresolved, { block: dns, what: "the cluster's name servers", isDns: true }),
      ...found_,
    ];
  },
};

function blocks(
  facts: Facts,
  { call }: Dependency,
  { block, what, isDns }: { block: Block; what: string; isDns: boolean },
): Candidate {
  const { policy, direction } = block;
  const object = refOf(policy);
  const side = direction === "egress" ? "lets nothing out to" : "of the called pods lets nothing in for";
  const isTold = call?.to !== undefined || isDns;
  return found("network-policy-blocks", {
    confidence: !isTold ? 0.7 : 0.95,
    sentence: `${describeRef(object)} keeps ${describeRef(facts.object)} from ${what}: it ${side} ${block.port ?? "any port"}/${block.protocol}.`,
    support: [
      ...(call === undefined ? [] : [logDraft(call.at.log, facts.object.namespace, call.line, facts.at)]),
      objectDraft(
        { kind: "NetworkPolicy", namespace: object.namespace, name: object.name },
        facts.at,
        `${describeRef(object)} selects the pods for ${direction}, and none of its rules matches the connection`,
      ),
    ],
    object,
    advice: [
      {
        text: `Let it through, if it is meant to be: a policy adds to those that there are`,
        manifest: allowing(block, isDns),
      },
      {
        text: "See the policy",
        command: `kubectl get networkpolicy -n ${object.namespace} ${object.name} -o yaml`,
      },
    ],
  });
}

/** A policy of its own that allows exactly this connection. */
function allowing({ direction, from, to, port, protocol }: Block, isDns: boolean): string {
  const own = direction === "egress" ? from : to;
  const other = direction === "egress" ? to : from;
  const [field, list] = direction === "egress" ? ["egress", "to"] : ["ingress", "from"];
  return [
    "apiVersion: networking.k8s.io/v1",
    "kind: NetworkPolicy",
    "metadata:",
    `  name: allow-${isDns ? "dns" : (other.labels.app ?? "call")}`.slice(0, 60),
    `  namespace: ${own.namespace}`,
    "spec:",
    "  podSelector:",
    ...matchLabels(own, 4),
    `  policyTypes: [${direction === "egress" ? "Egress" : "Ingress"}]`,
    `  ${field}:`,
    `  - ${list}:`,
    "    - namespaceSelector:",
    "        matchLabels:",
    `          kubernetes.io/metadata.name: ${other.namespace}`,
    "      podSelector:",
    ...matchLabels(other, 8),
    ...(port === undefined
      ? []
      : [
          "    ports:",
          `    - port: ${port}`,
          `      protocol: ${protocol}`,
          ...(isDns ? ["    - port: 53", "      protocol: TCP"] : []),
        ]),
    "",
  ].join("\n");
}

const matchLabels = ({ labels }: Peer, indent: number) => [
  `${" ".repeat(indent)}matchLabels:`,
  ...Object.entries(labels)
    .filter(([key]) => key !== "pod-template-hash")
    .map(([key, value]) => `${" ".repeat(indent + 2)}${key}: ${JSON.stringify(value)}`),
];
