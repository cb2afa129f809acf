import { describeRef } from "../../../domain/object-ref.ts";
import { found } from "../../found.ts";
import { templateRepair } from "../../repair-of.ts";
import { isTold, pendingScene, templateSpec } from "../../scheduling/pending-scene.ts";
import { placementOf } from "../../scheduling/placement.ts";
import type { Signature } from "../../signature.ts";

/** A port of the node itself can be given to one pod a node. */
export const hostPortTaken: Signature = {
  name: "host-port-taken",
  family: "scheduling",
  explains: [
    {
      cause: "host-port-taken",
      evidence: ["pod status: the scheduler's own message, node by node", "the host ports of the template"],
      repairs: ["RelaxPlacement"],
    },
  ],
  diagnose(facts) {
    const scene = pendingScene(facts);
    if (scene === undefined || !isTold(scene, "host-port")) return [];
    const containers = placementOf(templateSpec(facts))?.containers ?? [];
    const ports = containers.flatMap(({ ports: of }, container) =>
      (of ?? []).flatMap(({ hostPort }, port) =>
        hostPort ? [{ hostPort, pointer: `/containers/${container}/ports/${port}/hostPort` }] : [],
      ),
    );
    const told = ports.map(({ hostPort }) => hostPort).join(", ");
    const others = scene.told.refusals.filter(
      ({ refusal }) => !["host-port", "taint", "selector"].includes(refusal),
    );
    return [
      found("host-port-taken", {
        confidence: others.length === 0 ? 0.93 : 0.7,
        sentence: `No node takes the pods of ${describeRef(facts.object)}: they ask for port ${told || "of the node"} of the node itself, which is in use on every node that could take them.`,
        support: scene.support,
        repair:
          ports.length === 0
            ? null
            : templateRepair(facts, "RelaxPlacement", {
                changes: ports.map(({ pointer, hostPort }) => ({ pointer, from: hostPort, to: null })),
                basis: `without the node's own port ${told}: a Service reaches the pods without it`,
              }),
        advice: [
          {
            text: "Find what holds the port: a replica of its own (then run at most one a node), or another workload",
            command: `kubectl get pods -A -o jsonpath='{range .items[*]}{.metadata.namespace}/{.metadata.name} {.spec.nodeName} {.spec.containers[*].ports[*].hostPort}{"\\n"}{end}' | grep ' ${ports[0]?.hostPort ?? ""}'`,
          },
        ],
      }),
    ];
  },
};
