import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { Pod } from "../../store/objects.ts";
import type { ResourceType } from "../../store/resource-types.ts";
import { forbidden } from "../status-error.ts";

interface PriorityClass extends KubernetesObject {
  value: number;
  globalDefault?: boolean;
  preemptionPolicy?: string;
}

/** The pod with its account's pull secrets. Refuses one whose account is not there. */
export function withServiceAccount(store: ObjectStore, type: ResourceType, pod: Pod): Pod {
  const name = pod.spec.serviceAccountName || "default";
  const { namespace = "" } = pod.metadata;
  const account = store.get("serviceaccounts", namespace, name);
  if (!account)
    throw forbidden(
      type,
      pod.metadata.name,
      `error looking up service account ${namespace}/${name}: serviceaccount ${JSON.stringify(name)} not found`,
    );
  const imagePullSecrets = account.imagePullSecrets as object[] | undefined;
  const hasOwn = ((pod.spec.imagePullSecrets as object[] | undefined) ?? []).length > 0;
  return {
    ...pod,
    spec: { ...pod.spec, serviceAccount: name, ...(!hasOwn && imagePullSecrets && { imagePullSecrets }) },
  };
}

/** The pod with the number of its priority. Refuses one whose class is not there. */
export function withPriority(store: ObjectStore, type: ResourceType, pod: Pod): Pod {
  const classes = store.list("priorityclasses.scheduling.k8s.io") as PriorityClass[];
  const asked = pod.spec.priorityClassName as string | undefined;
  const found = asked
    ? classes.find(({ metadata }) => metadata.name === asked)
    : classes.find(({ globalDefault }) => globalDefault);
  if (asked && !found)
    throw forbidden(type, pod.metadata.name, `no PriorityClass with name ${asked} was found`);
  if (!found) return pod;
  const preemptionPolicy = found.preemptionPolicy ?? "PreemptLowerPriority";
  const priority = { priorityClassName: found.metadata.name, priority: found.value, preemptionPolicy };
  return { ...pod, spec: { ...pod.spec, ...priority } };
}
