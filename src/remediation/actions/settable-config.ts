import { type Reference, referencesOf } from "../../diagnosis/objects/references.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { gitOpsOwner, operatorOwner } from "../ownership.ts";
import { AUTONOMY_KEY } from "../rails/autonomy.ts";
import { podTemplateOf, templatePointer } from "./pod-template.ts";
import { type Check, isReadable, OBEYED, text } from "./proposed-value.ts";

/** One key of a ConfigMap that a workload uses, as it is now. */
export interface SettableConfig {
  /** For people: "ConfigMap settings: LOG_FORMAT". */
  field: string;
  key: string;
  value: string;
  refusal: Check;
  /** Where the template names the ConfigMap; pointers count from the object. */
  names: string[];
}

/** Kinds whose pods can be made anew to read a value; a CronJob's next Job reads it by itself, with no proof of its own. */
const KINDS: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet"];

/** The names of the ConfigMaps that a workload uses and whose values might be set. */
export function configMapsOf(workload: KubernetesObject): string[] {
  return [...new Set(usesOf(workload).map(({ name }) => name))];
}

/**
 * Every key of a ConfigMap that a model may propose a value for: text of one line that the pods read, and that no loader
 * or interpreter obeys. Nothing is added or removed, binary data has no part in it, and what looks like a credential has none.
 */
export function settableConfig(workload: KubernetesObject, configMap: KubernetesObject): SettableConfig[] {
  if (whyNotSettable(workload, configMap) !== undefined) return [];
  const { name } = configMap.metadata;
  const uses = usesOf(workload).filter((use) => use.name === name);
  const base = `${templatePointer(workload.kind) ?? ""}/spec`;
  return Object.entries(recordOf(configMap.data)).flatMap(([key, value]) => {
    const own = uses.filter((use) => use.key === null || use.key === key);
    if (own.length === 0 || typeof value !== "string" || !isOneLine(value)) return [];
    if (own.some((use) => OBEYED.test(variableOf(workload, base, use, key)))) return [];
    if (OBEYED.test(key) || !isReadable(key, value)) return [];
    const names = [...new Set(own.map(({ namePointer }) => `${base}${namePointer}`))];
    return [
      {
        field: `ConfigMap ${name}: ${key}`,
        key,
        value,
        refusal: (to) => text(1000)(to) ?? namedRefusal(key, to),
        names,
      },
    ];
  });
}

/** Why nothing of a ConfigMap is set, whatever its key; undefined where it may be. */
export function whyNotSettable(workload: KubernetesObject, configMap: KubernetesObject): string | undefined {
  const { name, namespace, labels, annotations, deletionTimestamp } = configMap.metadata;
  const what = `ConfigMap ${name}`;
  if (!KINDS.includes(workload.kind)) return `a ${workload.kind} is not restarted to read ${what}`;
  if (configMap.kind !== "ConfigMap" || namespace !== workload.metadata.namespace)
    return `${what} is none of its own namespace`;
  if (!configMapsOf(workload).includes(name)) return `its pods do not use ${what}`;
  if (configMap.immutable === true) return `${what} is immutable`;
  if (deletionTimestamp !== undefined) return `${what} is being deleted`;
  const autonomy = labels?.[AUTONOMY_KEY] ?? annotations?.[AUTONOMY_KEY];
  if (autonomy !== undefined && autonomy !== "approve" && autonomy !== "auto")
    return `${what} is marked ${AUTONOMY_KEY}=${autonomy}`;
  const owner = gitOpsOwner(configMap) ?? operatorOwner(configMap);
  return owner === undefined ? undefined : `${what}: ${owner.sentence}`;
}

/** An optional use too: where the ConfigMap is there, its value is read. The certificate that each namespace has is the cluster's. */
function usesOf(workload: KubernetesObject): Reference[] {
  return referencesOf({ raw: recordOf(podTemplateOf(workload)) }).filter(
    ({ of, name }) => of === "ConfigMap" && name !== "kube-root-ca.crt",
  );
}

/** The environment variable that a key becomes; "" where it becomes a file. */
function variableOf(workload: KubernetesObject, base: string, use: Reference, key: string): string {
  if (use.via === "env") return use.as;
  if (use.via !== "env-from") return "";
  const prefix = valueAt(workload, `${base}${use.namePointer.replace(/configMapRef\/name$/, "prefix")}`);
  return `${typeof prefix === "string" ? prefix : ""}${key}`;
}

const isOneLine = (value: string) => value !== "" && !/[\n\r]/.test(value);

const namedRefusal = (key: string, to: unknown) =>
  isReadable(key, String(to)) ? undefined : "it looks like a secret";
