import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Facts, Revision } from "../facts.ts";
import type { PodTemplate } from "../objects/pod-template.ts";
import { type Reference, referencesOf } from "../objects/references.ts";
import { NOTHING_AROUND } from "../surroundings.ts";

/** A longer list may have been cut: what it lacks may be there. */
const SURE_BELOW = 500;

/** What an earlier revision needs and is not there any more: its pods could not start. */
export function goneSince(facts: Facts, { template }: Revision): string | undefined {
  if (facts.around === NOTHING_AROUND) return undefined;
  return (
    configGone(facts, template) ??
    secretGone(facts, template) ??
    objectGone(facts, { kind: "ServiceAccount", names: accountOf(template) }) ??
    objectGone(facts, { kind: "PersistentVolumeClaim", names: claimsIn(template) })
  );
}

function configGone(facts: Facts, template: PodTemplate): string | undefined {
  const { configMaps } = facts.around;
  if (!isKnown(facts, "ConfigMap", configMaps)) return undefined;
  return referencesOf(template)
    .filter(({ of, isOptional }) => of === "ConfigMap" && !isOptional)
    .flatMap((reference) => lackOf(reference, configMaps) ?? [])[0];
}

/** Secrets are not read: that one is gone, the kubelet says of a pod of this very revision or of another. */
function secretGone({ pods, events }: Facts, template: PodTemplate): string | undefined {
  const said = [
    ...pods.flatMap(({ containers }) => containers.map(({ waitingMessage }) => waitingMessage)),
    ...events.filter(({ about }) => pods.some(({ uid }) => uid === about.uid)).map(({ message }) => message),
  ];
  const gone = new Set(said.flatMap((text) => /\bsecret "([^"]{1,253})" not found/i.exec(text)?.[1] ?? []));
  const own = referencesOf(template).find(
    ({ of, isOptional, name }) => of === "Secret" && !isOptional && gone.has(name),
  );
  return own && `Secret ${own.name}`;
}

function objectGone(
  facts: Facts,
  { kind, names }: { kind: "ServiceAccount" | "PersistentVolumeClaim"; names: readonly string[] },
): string | undefined {
  const { serviceAccounts, claims } = facts.around;
  const list = kind === "ServiceAccount" ? serviceAccounts : claims;
  if (!isKnown(facts, kind, list)) return undefined;
  const missing = names.find((name) => !list.some(({ metadata }) => metadata.name === name));
  return missing === undefined ? undefined : `${kind} ${missing}`;
}

/** The account of every namespace is made anew at once where it is deleted. */
function accountOf(template: PodTemplate): string[] {
  const { serviceAccountName } = recordOf(template.raw.spec);
  return typeof serviceAccountName === "string" && !["", "default"].includes(serviceAccountName)
    ? [serviceAccountName]
    : [];
}

function claimsIn(template: PodTemplate): string[] {
  const { volumes } = recordOf(template.raw.spec);
  return (Array.isArray(volumes) ? volumes : []).flatMap((volume) => {
    const { claimName } = recordOf(recordOf(volume).persistentVolumeClaim);
    return typeof claimName === "string" ? [claimName] : [];
  });
}

function isKnown({ gaps, object }: Facts, kind: string, list: readonly KubernetesObject[]): boolean {
  return !gaps.some(({ what }) => what === `${kind}s of ${object.namespace}`) && list.length < SURE_BELOW;
}

function lackOf({ name, key }: Reference, maps: readonly KubernetesObject[]): string | undefined {
  const map = maps.find(({ metadata }) => metadata.name === name);
  if (map === undefined) return `ConfigMap ${name}`;
  const keys = [map.data, map.binaryData].flatMap((data) => Object.keys(recordOf(data)));
  return key === null || keys.includes(key) ? undefined : `key ${key} of ConfigMap ${name}`;
}
