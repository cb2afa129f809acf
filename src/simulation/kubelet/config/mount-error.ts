import type { ObjectStore } from "../../store/object-store.ts";
import type { Pod } from "../../store/objects.ts";
import type { ConfigMapVolume, KeyToPath, Volume } from "../../store/pod-parts.ts";
import { hostPathError } from "./host-path-error.ts";
import { type DataKind, dataNotFound, readNamedData } from "./named-data.ts";

const MISSING_KEY = {
  configmap: "configmap references non-existent config key: ",
  secret: "references non-existent secret key: ",
} as const;

interface Reference {
  kind: DataKind;
  name: string;
  items: KeyToPath[];
  isOptional: boolean;
}

const reference = (kind: DataKind, name: string | undefined, volume: ConfigMapVolume): Reference => ({
  kind,
  name: name ?? "",
  items: volume.items ?? [],
  isOptional: volume.optional === true,
});

function referencesOf(volume: Volume): Reference[] {
  const { configMap, secret, projected } = volume;
  if (configMap) return [reference("configmap", configMap.name, configMap)];
  if (secret) return [reference("secret", secret.secretName, secret)];
  return (projected?.sources ?? []).flatMap((source) => [
    ...(source.configMap ? [reference("configmap", source.configMap.name, source.configMap)] : []),
    ...(source.secret ? [reference("secret", source.secret.name, source.secret)] : []),
  ]);
}

/** The token volume of each pod reads a ConfigMap that a controller puts into every namespace. */
const isOfCluster = ({ name }: Reference) => name === "kube-root-ca.crt";

function errorOf(store: ObjectStore, namespace: string, wanted: Reference): string | undefined {
  const { kind, name, items, isOptional } = wanted;
  if (isOptional || isOfCluster(wanted)) return undefined;
  const found = readNamedData(store, kind, namespace, name);
  if (!found) return dataNotFound(kind, name);
  const missing = items.find(({ key }) => found.data[key] === undefined);
  return missing && MISSING_KEY[kind] + missing.key;
}

/** Why a volume cannot be set up, or undefined. */
export function mountError(store: ObjectStore, pod: Pod, volume: Volume): string | undefined {
  if (volume.hostPath) return hostPathError(volume.hostPath);
  const namespace = pod.metadata.namespace ?? "";
  const errors = referencesOf(volume).flatMap((wanted) => errorOf(store, namespace, wanted) ?? []);
  if (errors.length < 2) return errors[0];
  return `[${errors.join(", ")}]`;
}
