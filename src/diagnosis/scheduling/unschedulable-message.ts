export const REFUSALS = [
  "resource",
  "too-many-pods",
  "selector",
  "taint",
  "cordoned",
  "host-port",
  "pod-affinity",
  "pod-anti-affinity",
  "spread",
  "volume",
  "other",
] as const;
/** Why the scheduler did not take a node, by the plugin that said so. */
export type Refusal = (typeof REFUSALS)[number];

export interface NodeRefusal {
  refusal: Refusal;
  /** How many nodes were refused for it. */
  nodes: number;
  /** As the scheduler words it. */
  text: string;
  /** The resource that is short, "" else. */
  resource: string;
  taint: { key: string; value: string } | null;
}

export interface Unschedulable {
  totalNodes: number;
  refusals: NodeRefusal[];
  /** Said before any node was looked at, so that it holds for all of them; "" else. */
  ofPod: string;
}

const MAX_MESSAGE = 4000;

/**
 * The scheduler's "0/N nodes are available: ..." as counted reasons; undefined for any other text.
 * Format: k8s.io/kubernetes pkg/scheduler/framework/types.go, FitError.Error. A node that fails several filters is
 * counted under the first of them alone; several short resources of one node are counted each.
 */
export function parseUnschedulable(message: string): Unschedulable | undefined {
  const text = message.slice(0, MAX_MESSAGE);
  const head = /^\d+\/(\d+) nodes are available: ?/.exec(text);
  if (head === null) {
    return text.startsWith("no nodes available to schedule pods")
      ? { totalNodes: 0, refusals: [], ofPod: "there is no node" }
      : undefined;
  }
  const body = withoutPreemption(text.slice(head[0].length));
  const totalNodes = Number(head[1]);
  if (!/^\d+ /.test(body)) return { totalNodes, refusals: [], ofPod: body };
  const refusals = body.split(/, (?=\d+ )/).flatMap((part) => {
    const counted = /^(\d+) (.+)$/s.exec(part.trim());
    return counted === null ? [] : [refusalOf(counted[2] ?? "", Number(counted[1]))];
  });
  return { totalNodes, refusals, ofPod: "" };
}

/** What follows about preemption and claims to deallocate tells nothing of why a node was refused. */
function withoutPreemption(body: string): string {
  const ends = [" no new claims to deallocate", " preemption:", " still not schedulable", ". not found"]
    .map((mark) => body.indexOf(mark))
    .filter((at) => at >= 0);
  return body
    .slice(0, Math.min(body.length, ...ends))
    .trim()
    .replace(/\.$/, "");
}

const PLUGINS: readonly (readonly [RegExp, Refusal])[] = [
  [/^Insufficient /, "resource"],
  [/^Too many pods/, "too-many-pods"],
  [/untolerated taint|had taints? \{/, "taint"],
  [/had taints that the pod didn't tolerate/, "taint"],
  [/were unschedulable/, "cordoned"],
  [/volume node affinity|PersistentVolume/, "volume"],
  [/node affinity|node selector|requested node name/, "selector"],
  [/free ports/, "host-port"],
  [/anti-affinity/, "pod-anti-affinity"],
  [/pod affinity/, "pod-affinity"],
  [/topology spread/, "spread"],
  [/volume|persistent|storage|\bdisk\b|pvc/i, "volume"],
];

function refusalOf(text: string, nodes: number): NodeRefusal {
  const refusal = PLUGINS.find(([form]) => form.test(text))?.[1] ?? "other";
  const taint = /taints? \{([^{}:]+):? ?([^{}]*)\}/.exec(text);
  return {
    refusal,
    nodes,
    text,
    resource: refusal === "resource" ? text.slice("Insufficient ".length).trim() : "",
    taint: taint === null ? null : { key: (taint[1] ?? "").trim(), value: (taint[2] ?? "").trim() },
  };
}
