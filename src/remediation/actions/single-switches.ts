import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import { type ActionDefinition, forAPerson, templateProof } from "./action-definition.ts";
import { templatePointer } from "./pod-template.ts";

/** Lets a suspended CronJob start Jobs again. */
export const resumeCronJob: ActionDefinition<"ResumeCronJob"> = {
  type: "ResumeCronJob",
  targetKinds: ["CronJob"],
  proof: () => "next-job",
  compile: (_object, { basis }) => ({
    edits: [{ pointer: "/spec/suspend", from: true, to: false }],
    sentence: `suspend: true -> false (${basis})`,
  }),
  risks: () => [{ weight: 1, reason: "somebody may have suspended it on purpose" }],
  verdict: () => forAPerson("to let it run again"),
};

/** Lets a node take pods again. */
export const uncordonNode: ActionDefinition<"UncordonNode"> = {
  type: "UncordonNode",
  targetKinds: ["Node"],
  proof: () => "health",
  compile: (_object, { basis }) => ({
    edits: [{ pointer: "/spec/unschedulable", from: true, to: undefined }],
    sentence: `unschedulable: true -> false (${basis})`,
  }),
  risks: () => [{ weight: 2, reason: "somebody may be about to work on the node" }],
  verdict: () => forAPerson("to put a node to use again"),
};

const RESTARTED_AT = "/metadata/annotations/kubectl.kubernetes.io~1restartedAt";

/** Replaces all pods as `kubectl rollout restart` does, by its annotation on the template. */
export const restartRollout: ActionDefinition<"RestartRollout"> = {
  type: "RestartRollout",
  targetKinds: ["Deployment", "StatefulSet", "DaemonSet"],
  proof: templateProof,
  compile(object, { basis }) {
    const pointer = `${templatePointer(object.kind) ?? ""}${RESTARTED_AT}`;
    const from = valueAt(object, pointer);
    const generation = String(object.metadata.generation ?? 0);
    return {
      // Not a time: the same plan must come to the same patch whenever it is compiled.
      edits: [
        {
          pointer,
          from: typeof from === "string" ? from : undefined,
          to: `kube-autofix-generation-${generation}`,
        },
      ],
      sentence: `restart of all pods, one after the other (${basis})`,
    };
  },
  risks: () => [{ weight: 1, reason: "all pods restart" }],
  verdict: () => forAPerson("a restart"),
};
