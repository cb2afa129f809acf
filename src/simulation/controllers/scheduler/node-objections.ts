import { isNodeChosen } from "../../store/node-selection.ts";
import type { Pod } from "../../store/objects.ts";
import { tolerationOf } from "../../store/placement.ts";
import { type Amounts, podAmounts } from "../../store/pod-requests.ts";
import { parseQuantity } from "../../store/quantity.ts";
import type { NodePlace } from "./node-places.ts";
import { firm, type Objection, soft } from "./objection.ts";

type Check = (pod: Pod, place: NodePlace) => Objection | undefined;

const CORDON = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

const unschedulable: Check = (pod, { node }) =>
  node.spec?.unschedulable && !tolerationOf(pod.spec, CORDON)
    ? firm("node(s) were unschedulable")
    : undefined;

const taints: Check = (pod, { node }) => {
  const refused = (node.spec?.taints ?? []).some(
    (taint) => taint.effect !== "PreferNoSchedule" && !tolerationOf(pod.spec, taint),
  );
  return refused ? firm("node(s) had untolerated taint(s)") : undefined;
};

const selection: Check = (pod, { node }) =>
  isNodeChosen(pod.spec, node) ? undefined : firm("node(s) didn't match Pod's node affinity/selector");

const hostPorts = (pod: Pod) =>
  [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
    .flatMap((container) => container.ports ?? [])
    .flatMap(({ hostPort, hostIP = "", protocol = "TCP" }) =>
      hostPort ? [{ hostPort, hostIP: hostIP === "0.0.0.0" ? "" : hostIP, protocol }] : [],
    );

const ports: Check = (pod, place) => {
  const wanted = hostPorts(pod);
  if (wanted.length === 0) return undefined;
  const used = place.pods.flatMap(hostPorts);
  const isTaken = wanted.some((want) =>
    used.some(
      (other) =>
        other.hostPort === want.hostPort &&
        other.protocol === want.protocol &&
        (other.hostIP === "" || want.hostIP === "" || other.hostIP === want.hostIP),
    ),
  );
  return isTaken ? soft("node(s) didn't have free ports for the requested pod ports") : undefined;
};

const room: Check = (pod, { node, pods, taken }) => {
  const allocatable = (name: string) => parseQuantity(node.status?.allocatable?.[name]) ?? 0;
  const asked: Amounts = podAmounts(pod);
  // A sum of fractions must not fail by its last digit.
  const lacking = Object.entries(asked).filter(
    ([name, amount]) => amount > 0 && (taken[name] ?? 0) + amount > allocatable(name) * (1 + 1e-9),
  );
  const reasons = lacking.map(([name]) => `Insufficient ${name}`);
  if (pods.length + 1 > (parseQuantity(node.status?.allocatable?.pods) ?? 110))
    reasons.unshift("Too many pods");
  if (reasons.length === 0) return undefined;
  const isTooLarge = lacking.some(([name, amount]) => amount > allocatable(name));
  return { reasons, isHelpedByPreemption: !isTooLarge, hint: "pod" };
};

/** In the order of the scheduler's plugins: a node tells the objection of the first alone. */
export const NODE_CHECKS: readonly Check[] = [unschedulable, taints, selection, ports, room];
