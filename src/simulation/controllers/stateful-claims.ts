import type { ApiMachinery } from "../api/api-machinery.ts";
import type { EventRecorder } from "../api/event-recorder.ts";
import type { PodSpec, StatefulSet } from "../store/objects.ts";
import { CLAIMS } from "../store/storage.ts";
import { MANAGER } from "./controller.ts";

/** The volumes of a StatefulSet's pod; claims of its templates are made where they are missing, and outlive the pod. */
export function claimVolumes(
  api: ApiMachinery,
  events: EventRecorder,
  set: StatefulSet,
  podName: string,
  spec: PodSpec,
): PodSpec["volumes"] {
  const templates = set.spec.volumeClaimTemplates ?? [];
  if (templates.length === 0) return spec.volumes;
  const { namespace = "default" } = set.metadata;
  const mounted = templates.map(({ metadata, spec: wanted }) => {
    const claimName = `${metadata.name}-${podName}`;
    if (!api.store.get(CLAIMS, namespace, claimName)) {
      const labels = { ...metadata.labels, ...set.spec.selector.matchLabels };
      const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", spec: structuredClone(wanted) };
      api.create(CLAIMS, { ...claim, metadata: { name: claimName, namespace, labels } }, MANAGER);
      const message = `create Claim ${claimName} Pod ${podName} in StatefulSet ${set.metadata.name} success`;
      events.record({ about: set, type: "Normal", reason: "SuccessfulCreate", message });
    }
    return { name: metadata.name, persistentVolumeClaim: { claimName } };
  });
  const names = mounted.map(({ name }) => name);
  return [...(spec.volumes ?? []).filter(({ name }) => !names.includes(name)), ...mounted];
}
