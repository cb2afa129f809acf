import type { ObjectStore } from "../../store/object-store.ts";
import type { Container, Pod } from "../../store/objects.ts";
import type { EnvSource, EnvVariable } from "../../store/pod-parts.ts";
import { type DataKind, dataNotFound, type NamedData, readNamedData } from "./named-data.ts";

/** The variables that a container gets, or why it cannot be made. Source: kubelet's makeEnvironmentVariables. */
export type Environment = { variables: Record<string, string> } | { error: string };

class ConfigError extends Error {}

export function containerEnvironment(store: ObjectStore, pod: Pod, container: Container): Environment {
  const namespace = pod.metadata.namespace ?? "";
  const read = (kind: DataKind, name: string, isOptional: boolean): NamedData | undefined => {
    const found = readNamedData(store, kind, namespace, name);
    if (!found && !isOptional) throw new ConfigError(dataNotFound(kind, name));
    return found;
  };
  const fromSource = ({ prefix = "", configMapRef, secretRef }: EnvSource): Record<string, string> => {
    const reference = configMapRef ?? secretRef;
    const kind = configMapRef ? "configmap" : "secret";
    const source = reference && read(kind, reference.name ?? "", reference.optional === true);
    const entries = Object.entries(source?.data ?? {});
    return Object.fromEntries(entries.map(([key, value]) => [prefix + key, value]));
  };
  const variableValue = ({ value, valueFrom }: EnvVariable): string | undefined => {
    const reference = valueFrom?.configMapKeyRef ?? valueFrom?.secretKeyRef;
    if (value || !reference) return value ?? fieldValue(pod, valueFrom?.fieldRef?.fieldPath) ?? "";
    const kind = valueFrom?.configMapKeyRef ? "configmap" : "secret";
    const isOptional = reference.optional === true;
    const source = read(kind, reference.name ?? "", isOptional);
    const found = source?.data[reference.key];
    if (source && found === undefined && !isOptional)
      throw new ConfigError(`couldn't find key ${reference.key} in ${source.label}`);
    return found;
  };
  try {
    const variables: Record<string, string> = {};
    for (const source of container.envFrom ?? []) Object.assign(variables, fromSource(source));
    for (const variable of container.env ?? []) {
      const value = variableValue(variable);
      if (value !== undefined) variables[variable.name] = expanded(value, variables);
    }
    return { variables };
  } catch (error) {
    if (error instanceof ConfigError) return { error: error.message };
    throw error;
  }
}

const expanded = (value: string, variables: Record<string, string>): string =>
  value.replaceAll(/\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)/g, (whole, name: string) => variables[name] ?? whole);

const fieldValue = ({ metadata, spec, status }: Pod, path: string | undefined): string | undefined =>
  ({
    "metadata.name": metadata.name,
    "metadata.namespace": metadata.namespace,
    "metadata.uid": metadata.uid,
    "spec.nodeName": spec.nodeName,
    "spec.serviceAccountName": spec.serviceAccountName,
    "status.podIP": status?.podIP,
  })[path ?? ""];
