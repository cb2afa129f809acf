import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../../store/object-store.ts";

/** A ConfigMap or Secret of the pod's namespace, as the kubelet reads it. */
export interface NamedData {
  /** Text by key. */
  data: Record<string, string>;
  /** "ConfigMap shop/settings". */
  label: string;
}

export type DataKind = "configmap" | "secret";

const PLURALS = { configmap: "configmaps", secret: "secrets" } as const;
const LABELS = { configmap: "ConfigMap", secret: "Secret" } as const;

const decoded = (data: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((data ?? {}) as Record<string, string>).map(([key, value]) => [
      key,
      Buffer.from(value, "base64").toString("utf8"),
    ]),
  );

/** Undefined where there is none of that name. */
export function readNamedData(
  store: ObjectStore,
  kind: DataKind,
  namespace: string,
  name: string,
): NamedData | undefined {
  const object = store.get(PLURALS[kind], namespace, name) as
    | (KubernetesObject & { data?: unknown; binaryData?: unknown; stringData?: unknown })
    | undefined;
  if (!object) return undefined;
  const plain = (value: unknown) => (value ?? {}) as Record<string, string>;
  const data =
    kind === "configmap"
      ? { ...plain(object.data), ...decoded(object.binaryData) }
      : { ...decoded(object.data), ...plain(object.stringData) };
  return { data, label: `${LABELS[kind]} ${namespace}/${name}` };
}

/** As the API server says it. */
export const dataNotFound = (kind: DataKind, name: string): string => `${kind} "${name}" not found`;
