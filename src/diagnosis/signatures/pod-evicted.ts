import { describeRef } from "../../domain/object-ref.ts";
import { found } from "../found.ts";
import type { Signature } from "../signature.ts";
import { troubleEvidence } from "../told.ts";
import { troublesOf } from "../troubles/troubles-of.ts";

/** Words of the kubelet's eviction manager. Source: pkg/kubelet/eviction/helpers.go. */
const OF_NODE = /^The node (?:was low on resource|had condition): ?\[?([\w-]+)/;
const OF_POD =
  /exceeds? the (?:total )?(?:limit|limit of containers)|exceeded its local ephemeral storage limit|exceeds the total limit/;

/** The kubelet put the pod out: for the node's sake, or because the pod used more storage than it may. */
export const podEvicted: Signature = {
  name: "pod-evicted",
  family: "memory-and-cpu",
  explains: [
    {
      cause: "pod-evicted",
      evidence: ["pod status: Evicted, with the kubelet's message", "the node's conditions"],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const evicted = troublesOf(facts).filter(({ kind }) => kind === "evicted");
    const trouble = evicted[0];
    if (trouble === undefined) return [];
    const resource = OF_NODE.exec(trouble.words)?.[1];
    const isOwn = OF_POD.test(trouble.words);
    const { namespace, kind, name } = facts.object;
    const times = evicted.length === 1 ? "A pod" : `${evicted.length} pods`;
    const why =
      resource !== undefined
        ? `node ${trouble.pod?.node} was short of ${resource}`
        : isOwn
          ? "it used more storage on the node than it may"
          : trouble.words;
    return [
      found("pod-evicted", {
        confidence: isOwn ? 0.93 : 0.8,
        sentence: `${times} of ${describeRef(facts.object)} ${evicted.length === 1 ? "was" : "were"} evicted within the hour: ${why}.`,
        support: evicted.slice(0, 3).flatMap((one) => troubleEvidence(facts, one)),
        advice: isOwn
          ? [
              {
                text: "Write less to the node's disk, or raise the volume's sizeLimit or the container's ephemeral-storage limit",
                command: `kubectl edit -n ${namespace} ${kind.toLowerCase()}/${name}`,
              },
            ]
          : [
              {
                text: `Look at what fills the node; pods that request nothing of ${resource ?? "it"} go first`,
                command: `kubectl describe node ${trouble.pod?.node ?? ""}`,
              },
            ],
      }),
    ];
  },
};
