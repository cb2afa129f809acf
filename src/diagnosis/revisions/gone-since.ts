import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Facts, Revision } from "../facts.ts";
import { type Reference, referencesOf } from "../objects/references.ts";
import { NOTHING_AROUND } from "../surroundings.ts";

/** A longer list may have been cut: what it lacks may be there. */
const SURE_BELOW = 500;

/** What an earlier revision reads and is not there any more: its pods could not start. Secrets are not read, so not known. */
export function goneSince(facts: Facts, { template }: Revision): string | undefined {
  const { around, gaps, object } = facts;
  const isUnread = gaps.some(({ what }) => what === `ConfigMaps of ${object.namespace}`);
  if (around === NOTHING_AROUND || isUnread || around.configMaps.length >= SURE_BELOW) return undefined;
  return referencesOf(template)
    .filter(({ of, isOptional }) => of === "ConfigMap" && !isOptional)
    .flatMap((reference) => lackOf(reference, around.configMaps) ?? [])[0];
}

function lackOf({ name, key }: Reference, maps: readonly KubernetesObject[]): string | undefined {
  const map = maps.find(({ metadata }) => metadata.name === name);
  if (map === undefined) return `ConfigMap ${name}`;
  const keys = [map.data, map.binaryData].flatMap((data) => Object.keys(recordOf(data)));
  return key === null || keys.includes(key) ? undefined : `key ${key} of ConfigMap ${name}`;
}
