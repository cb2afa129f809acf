import type { ObjectRef } from "../domain/object-ref.ts";
import type { Autonomy } from "../domain/verdict.ts";
import type { ClusterReader, KubernetesObject } from "../kubernetes/cluster-reader.ts";
import { effectiveAutonomy } from "./rails/autonomy.ts";

/** How far the service may go for a subject, as the environment, its namespace and it itself say now. */
export function createAutonomyReader(deps: { reader: ClusterReader; autonomy: Autonomy }) {
  const { reader, autonomy } = deps;
  return async (subject: ObjectRef, signal: AbortSignal): Promise<{ autonomy: Autonomy; reason: string }> => {
    const namespace = { apiVersion: "v1", kind: "Namespace", namespace: "", name: subject.namespace };
    const [home, object] = await Promise.all([
      subject.namespace === "" ? undefined : reader.get(namespace, signal),
      reader.get(subject, signal),
    ]);
    const cap = effectiveAutonomy(autonomy, marksOf(home), marksOf(object));
    return { autonomy: cap.autonomy, reason: `${cap.from} sets the autonomy to ${cap.autonomy}` };
  };
}

const marksOf = (object: KubernetesObject | undefined) => ({
  labels: object?.metadata.labels ?? {},
  annotations: object?.metadata.annotations ?? {},
});
