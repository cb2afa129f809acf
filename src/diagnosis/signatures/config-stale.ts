import { describeRef } from "../../domain/object-ref.ts";
import { staleSetting } from "../configuration/stale-setting.ts";
import { logDraft, objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import type { Signature } from "../signature.ts";

const KINDS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet"]);

/** The pods go by what a ConfigMap held at their start; its present content would do. */
export const configStale: Signature = {
  name: "config-stale",
  family: "configuration",
  explains: [
    {
      cause: "config-stale",
      evidence: [
        "the log: calls to a host that no setting names any more",
        "a ConfigMap of the environment or of a subPath, changed after the container started, which names hosts that serve",
      ],
      repairs: ["RestartRollout"],
    },
  ],
  diagnose(facts) {
    const stale = KINDS.has(facts.object.kind) ? staleSetting(facts) : undefined;
    if (stale === undefined) return [];
    const { call, host, pod, container, configMap, changedAt, now } = stale;
    const { kind, namespace, name } = facts.object;
    const map = configMap.metadata.name;
    const hosts = [...new Set(now.map((one) => one.host))].slice(0, 4).join(", ");
    const basis = `ConfigMap ${map} was changed after the pods started and names ${hosts}, which ${now.length === 1 ? "serves" : "serve"}; they still call ${host}`;
    return [
      found("config-stale", {
        confidence: 0.95,
        sentence: `${describeRef(facts.object)} runs with what ConfigMap ${map} held before it was changed: it still calls ${host}, which nothing names any more, and the ConfigMap names ${hosts}.`,
        support: [
          logDraft(call.at.log, namespace, call.line, facts.at),
          objectDraft(
            { kind: "ConfigMap", namespace, name: map },
            changedAt,
            `ConfigMap ${map} was written last at ${changedAt}, and names ${hosts}`,
          ),
          objectDraft(
            { kind: "Pod", namespace, name: pod.name },
            facts.at,
            `container ${container.name} runs since ${container.runningSince ?? ""}, before that`,
          ),
        ],
        repair: { type: "RestartRollout", target: facts.object, isExclusive: true, parameters: { basis } },
        advice: [
          {
            text: "Start the pods anew, so that they read it",
            command: `kubectl rollout restart -n ${namespace} ${kind.toLowerCase()}/${name}`,
          },
        ],
      }),
    ];
  },
};
