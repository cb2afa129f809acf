import { z } from "zod";
import type { NewSignal } from "../domain/signal.ts";
import type { KubernetesObject } from "./cluster-reader.ts";
import { recordOf } from "./kubernetes-object.ts";
import { oneLine } from "./one-line.ts";

const conditionsSchema = z
  .array(
    z.object({
      type: z.string(),
      status: z.string(),
      reason: z.string().catch(""),
      message: z.string().catch(""),
      lastTransitionTime: z.string().nullish().catch(undefined),
    }),
  )
  .catch([]);

/**
 * A rollout that has not come on for longer than its Deployment allows. The controller tells of it in a condition alone:
 * no event is sent, and while the old pods serve nothing else may be wrong.
 */
export function symptomsOfRollout(deployment: KubernetesObject): NewSignal[] {
  const { name, namespace, uid, labels, deletionTimestamp, generation } = deployment.metadata;
  const { conditions, observedGeneration } = recordOf(deployment.status);
  const progressing = conditionsSchema.parse(conditions).find(({ type }) => type === "Progressing");
  const isStuck = progressing?.status === "False" && progressing.reason === "ProgressDeadlineExceeded";
  // What the condition says is of the generation that the controller has seen.
  const isOfNow = generation === undefined || observedGeneration === generation;
  if (!isStuck || !isOfNow || deletionTimestamp !== undefined) return [];
  return [
    {
      key: ["rollout", uid ?? `${namespace}/${name}`, progressing.lastTransitionTime ?? ""].join("/"),
      source: "object-status",
      symptom: "rollout-stuck",
      suspect: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        namespace: namespace ?? "",
        name,
        uid: uid ?? "",
        container: "",
        labels: labels ?? {},
      },
      at: progressing.lastTransitionTime ?? "",
      detail: oneLine(`the rollout does not come on: ${progressing.message}`),
    },
  ];
}
