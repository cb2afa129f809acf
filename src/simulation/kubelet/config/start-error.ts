import type { ObjectStore } from "../../store/object-store.ts";
import type { Container, Pod } from "../../store/objects.ts";
import type { VolumeMount } from "../../store/pod-parts.ts";
import type { ImageRule } from "../behaviour.ts";
import { mountedContent } from "./mounted-content.ts";

const INIT =
  "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process:";

interface Place {
  store: ObjectStore;
  pod: Pod;
  container: Container;
  rule: ImageRule | undefined;
}

/** Why the runtime cannot start the container (RunContainerError, exit code 128), as runc 1.1 words it. */
export const startError = (place: Place): string | undefined => mountConflict(place) ?? missingCommand(place);

function missingCommand({ container, rule }: Place): string | undefined {
  const [program] = container.command ?? [];
  if (program === undefined || !rule?.commands || rule.commands.includes(program)) return undefined;
  if (rule.folders?.includes(program)) return `${INIT} exec: "${program}": is a directory: unknown`;
  const why = program.includes("/")
    ? `stat ${program}: no such file or directory`
    : "executable file not found in $PATH";
  return `${INIT} exec: "${program}": ${why}: unknown`;
}

/** A folder mounted on a file of the image, or a file on a folder. */
function mountConflict(place: Place): string | undefined {
  const { pod, container, rule } = place;
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const isFile = mountedContent(place.store, pod, mount)?.kind === "file";
    const isOnFile = rule?.files?.includes(mount.mountPath) === true;
    const isOnFolder = rule?.folders?.includes(mount.mountPath) === true;
    if (!(isFile ? isOnFolder : isOnFile)) continue;
    const from = hostPath(place, mount, index);
    const at = `"${from}" to rootfs at "${mount.mountPath}"`;
    return `${INIT} error during container init: error mounting ${at}: mount ${from}:${mount.mountPath} (via /proc/self/fd/6), flags: 0x5001: not a directory: unknown`;
  }
  return undefined;
}

const PLUGINS = ["configMap", "secret", "projected", "emptyDir"] as const;
const PLUGIN_NAMES = {
  configMap: "configmap",
  secret: "secret",
  projected: "projected",
  emptyDir: "empty-dir",
};

function hostPath({ pod, container }: Place, mount: VolumeMount, index: number): string {
  const folder = `/var/lib/kubelet/pods/${pod.metadata.uid}`;
  if (mount.subPath) return `${folder}/volume-subpaths/${mount.name}/${container.name}/${index}`;
  const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
  const plugin = PLUGINS.find((name) => volume?.[name] !== undefined);
  return `${folder}/volumes/kubernetes.io~${plugin ? PLUGIN_NAMES[plugin] : "csi"}/${mount.name}`;
}
