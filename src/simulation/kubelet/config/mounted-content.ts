import type { ObjectStore } from "../../store/object-store.ts";
import type { Container, Pod } from "../../store/objects.ts";
import type { KeyToPath, Volume, VolumeMount } from "../../store/pod-parts.ts";
import { readNamedData } from "./named-data.ts";

export type Content = { kind: "file"; text: string } | { kind: "folder" };

const projectedFiles = (data: Record<string, string>, items: KeyToPath[] | undefined) =>
  items
    ? items.flatMap(({ key, path }) => (data[key] === undefined ? [] : [[path, data[key]] as const]))
    : Object.entries(data);

/** The files that a ConfigMap, Secret or projected volume holds; none for other volumes. */
function filesOf(store: ObjectStore, namespace: string, volume: Volume): Map<string, string> {
  const of = (kind: "configmap" | "secret", name: string | undefined, items: KeyToPath[] | undefined) =>
    projectedFiles(readNamedData(store, kind, namespace, name ?? "")?.data ?? {}, items);
  const { configMap, secret, projected } = volume;
  return new Map([
    ...(configMap ? of("configmap", configMap.name, configMap.items) : []),
    ...(secret ? of("secret", secret.secretName, secret.items) : []),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...(source.configMap ? of("configmap", source.configMap.name, source.configMap.items) : []),
      ...(source.secret ? of("secret", source.secret.name, source.secret.items) : []),
    ]),
  ]);
}

/** What is at `path` below the root of a volume; a subPath that is not there is made as a folder. */
function contentAt(files: Map<string, string>, path: string): Content | undefined {
  const text = files.get(path);
  if (text !== undefined) return { kind: "file", text };
  const isFolder = path === "" || [...files.keys()].some((name) => name.startsWith(`${path}/`));
  return isFolder ? { kind: "folder" } : undefined;
}

const volumeOf = (pod: Pod, mount: VolumeMount) => pod.spec.volumes?.find(({ name }) => name === mount.name);

/** What a mount puts at its path. */
export function mountedContent(store: ObjectStore, pod: Pod, mount: VolumeMount): Content | undefined {
  const volume = volumeOf(pod, mount);
  if (!volume) return undefined;
  const files = filesOf(store, pod.metadata.namespace ?? "", volume);
  return contentAt(files, trimmed(mount.subPath ?? "")) ?? { kind: "folder" };
}

const trimmed = (path: string) => path.replaceAll(/^\/+|\/+$/g, "");

/** The deepest mount that covers a path of the container. */
export function mountOver(container: Container, path: string): VolumeMount | undefined {
  const covers = ({ mountPath }: VolumeMount) =>
    trimmed(path) === trimmed(mountPath) || trimmed(path).startsWith(`${trimmed(mountPath)}/`);
  return (container.volumeMounts ?? [])
    .filter(covers)
    .toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0];
}

/** What the container finds at a path that a volume covers; undefined where nothing is. */
export function contentInContainer(
  store: ObjectStore,
  pod: Pod,
  container: Container,
  path: string,
): Content | undefined {
  const mount = mountOver(container, path);
  const volume = mount && volumeOf(pod, mount);
  if (!mount || !volume) return undefined;
  const rest = trimmed(trimmed(path).slice(trimmed(mount.mountPath).length));
  const inVolume = [trimmed(mount.subPath ?? ""), rest].filter((part) => part !== "").join("/");
  const files = filesOf(store, pod.metadata.namespace ?? "", volume);
  return contentAt(files, inVolume) ?? (rest === "" ? { kind: "folder" } : undefined);
}
