import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { PodTemplate } from "./pod-template.ts";

/** One place of a pod template that names a ConfigMap or Secret. Pointers count from the template's spec. */
export interface Reference {
  of: "ConfigMap" | "Secret";
  name: string;
  /** Null where all keys are taken. */
  key: string | null;
  isOptional: boolean;
  via: "env" | "env-from" | "volume" | "projected" | "pull-secret";
  /** "" where the whole pod uses it. */
  container: string;
  /** The volume or the environment variable; "" where it has no name. */
  as: string;
  namePointer: string;
  keyPointer: string | null;
}

/** Every ConfigMap and Secret that the template names, in the order of its specification. */
export function referencesOf(template: Pick<PodTemplate, "raw">): Reference[] {
  const spec = recordOf(template.raw.spec);
  return [
    ...listOf(spec.initContainers).flatMap((one, index) => ofContainer(one, `/initContainers/${index}`)),
    ...listOf(spec.containers).flatMap((one, index) => ofContainer(one, `/containers/${index}`)),
    ...listOf(spec.volumes).flatMap((one, index) => ofVolume(one, `/volumes/${index}`)),
    ...listOf(spec.imagePullSecrets).flatMap((one, index) =>
      reference(one, { of: "Secret", via: "pull-secret", as: "" }, `/imagePullSecrets/${index}`),
    ),
  ];
}

/** The keys of this ConfigMap or Secret that the template asks for by name. */
export function keysUsed(references: readonly Reference[], of: Reference["of"], name: string): string[] {
  const own = references.filter((one) => one.of === of && one.name === name && !one.isOptional);
  return [...new Set(own.flatMap(({ key }) => (key === null ? [] : [key])))];
}

type Item = Record<string, unknown>;
interface Use {
  of: Reference["of"];
  via: Reference["via"];
  as: string;
  container?: string;
  nameField?: string;
  keyPointer?: string;
}

function ofContainer(container: Item, at: string): Reference[] {
  const name = textOf(container.name);
  const env = listOf(container.env).flatMap((one, index) => {
    const from = recordOf(one.valueFrom);
    return KINDS.flatMap(({ of, keyRef }) =>
      reference(
        from[keyRef],
        { of, via: "env", as: textOf(one.name), container: name, keyPointer: "key" },
        `${at}/env/${index}/valueFrom/${keyRef}`,
      ),
    );
  });
  const envFrom = listOf(container.envFrom).flatMap((one, index) =>
    KINDS.flatMap(({ of, ref }) =>
      reference(one[ref], { of, via: "env-from", as: "", container: name }, `${at}/envFrom/${index}/${ref}`),
    ),
  );
  return [...env, ...envFrom];
}

const KINDS = [
  { of: "ConfigMap", keyRef: "configMapKeyRef", ref: "configMapRef" },
  { of: "Secret", keyRef: "secretKeyRef", ref: "secretRef" },
] as const;

function ofVolume(volume: Item, at: string): Reference[] {
  const as = textOf(volume.name);
  const sources = listOf(recordOf(volume.projected).sources);
  return [
    ...withItems(volume.configMap, { of: "ConfigMap", via: "volume", as }, `${at}/configMap`),
    ...withItems(volume.secret, { of: "Secret", via: "volume", as, nameField: "secretName" }, `${at}/secret`),
    ...sources.flatMap((source, index) => [
      ...withItems(
        source.configMap,
        { of: "ConfigMap", via: "projected", as },
        `${at}/projected/sources/${index}/configMap`,
      ),
      ...withItems(
        source.secret,
        { of: "Secret", via: "projected", as },
        `${at}/projected/sources/${index}/secret`,
      ),
    ]),
  ];
}

/** A volume's items ask for keys of their own; one without items takes all. */
function withItems(value: unknown, use: Use, at: string): Reference[] {
  const whole = reference(value, use, at);
  const items = listOf(recordOf(value).items);
  if (items.length === 0) return whole;
  return items.flatMap((item, index) =>
    whole.map((one) => ({ ...one, key: textOf(item.key), keyPointer: `${at}/items/${index}/key` })),
  );
}

function reference(value: unknown, use: Use, at: string): Reference[] {
  const { of, via, as, container = "", nameField = "name", keyPointer } = use;
  const fields = recordOf(value);
  const name = textOf(fields[nameField]);
  if (name === "") return [];
  return [
    {
      of,
      via,
      as,
      container,
      name,
      key: keyPointer === undefined ? null : textOf(fields.key),
      isOptional: fields.optional === true || via === "pull-secret",
      namePointer: `${at}/${nameField}`,
      keyPointer: keyPointer === undefined ? null : `${at}/${keyPointer}`,
    },
  ];
}

const listOf = (value: unknown): Item[] => (Array.isArray(value) ? value.map(recordOf) : []);
const textOf = (value: unknown) => (typeof value === "string" ? value : "");
