import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Facts } from "../facts.ts";
import { nearNames } from "../near-name.ts";
import { templateOf } from "../objects/pod-template.ts";
import { keysUsed, referencesOf } from "../objects/references.ts";

/** The cluster's own, which every namespace has. */
const OF_THE_CLUSTER = new Set(["kube-root-ca.crt", "openshift-service-ca.crt"]);

export interface NearConfig {
  name: string;
  isSlip: boolean;
  keysUsed: string[];
  /** Another workload reads it too, so that it may be meant for that one. */
  isUsedByOthers: boolean;
}

/** ConfigMaps of a near name that hold every key which the template wants of the missing one. */
export function nearConfigs(facts: Facts, missing: string): NearConfig[] {
  const { template } = facts;
  if (template === undefined) return [];
  const wanted = keysUsed(referencesOf(template), "ConfigMap", missing);
  const present = facts.around.configMaps.filter(({ metadata }) => !OF_THE_CLUSTER.has(metadata.name));
  const byName = new Map(present.map((item) => [item.metadata.name, item]));
  return nearNames(missing, byName.keys()).flatMap(({ name, nearness }) => {
    const item = byName.get(name);
    const keys = item === undefined ? [] : keysOf(item);
    if (!wanted.every((key) => keys.includes(key))) return [];
    return [
      {
        name,
        isSlip: nearness === "typo",
        keysUsed: wanted,
        isUsedByOthers: othersUse(facts, "ConfigMap", name),
      },
    ];
  });
}

export function keysOf(configMap: KubernetesObject): string[] {
  return [...Object.keys(recordOf(configMap.data)), ...Object.keys(recordOf(configMap.binaryData))];
}

function othersUse(facts: Facts, of: "ConfigMap" | "Secret", name: string): boolean {
  return referencesOfOthers(facts).some((one) => one.of === of && one.name === name);
}

/** What the templates of the namespace's other workloads refer to. */
export function referencesOfOthers(facts: Facts) {
  return facts.around.workloads
    .filter(({ metadata }) => metadata.uid !== facts.object.uid)
    .flatMap((workload) => {
      const template = templateOf(workload);
      const by = `${workload.kind} ${workload.metadata.name}`;
      return template === undefined ? [] : referencesOf(template).map((one) => ({ ...one, by }));
    });
}
