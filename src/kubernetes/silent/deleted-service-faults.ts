import { DELETED_AT } from "../find-subject.ts";
import { selects } from "../service-shape.ts";
import { type FindFaults, GRACE } from "./fault.ts";

/** Services that served, were deleted and have no heir, while their workload runs on. */
export const deletedServiceFaults: FindFaults = (world) => {
  if (!world.isKnown("Service")) return [];
  const services = [...world.all("Service")];
  const workloads = (["Deployment", "StatefulSet", "DaemonSet"] as const).flatMap((kind) => [
    ...world.all(kind),
  ]);
  return [...world.deletedServices()].flatMap(({ service, deletedAt }) => {
    const { ref, shape, record } = service;
    const isThere = (one: { ref: typeof ref }) => one.ref.namespace === ref.namespace;
    const left = workloads.filter(
      (one) => isThere(one) && one.shape.replicas > 0 && selects(shape.selector, one.shape.labels),
    );
    const heir = services.find(
      (one) =>
        isThere(one) &&
        (one.ref.name === ref.name ||
          left.some(({ shape: { labels } }) => selects(one.shape.selector, labels))),
    );
    if (left.length === 0 || heir !== undefined) return [];
    const at = new Date(deletedAt).toISOString();
    return [
      {
        object: ref,
        symptom: "service-deleted" as const,
        graceSeconds: GRACE.usual,
        detail: `it was deleted, while ${left.map(({ ref: { kind, name } }) => `${kind} ${name}`).join(", ")} runs on`,
        labels: { [DELETED_AT]: at },
        record,
      },
    ];
  });
};
