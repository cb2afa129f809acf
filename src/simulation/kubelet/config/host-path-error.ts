/** What every node has; of other paths nobody knows, so that they are not there. */
const FOLDERS = [
  ...[
    "/",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/media",
    "/mnt",
    "/opt",
    "/proc",
    "/root",
  ],
  ...[
    "/run",
    "/sbin",
    "/srv",
    "/sys",
    "/tmp",
    "/usr",
    "/usr/lib",
    "/usr/bin",
    "/usr/local",
    "/usr/share",
    "/var",
  ],
  ...["/var/lib", "/var/log", "/var/run", "/var/tmp", "/var/log/pods", "/var/log/containers", "/lib/modules"],
  ...["/etc/kubernetes", "/etc/cni/net.d", "/opt/cni/bin", "/etc/ssl/certs", "/sys/fs/cgroup", "/sys/fs/bpf"],
  ...["/var/lib/kubelet", "/var/lib/kubelet/pods", "/var/lib/kubelet/plugins", "/var/lib/containerd"],
  ...[
    "/run/containerd",
    "/run/systemd",
    "/sys/kernel/debug",
    "/usr/share/zoneinfo",
    "/var/lib/kubelet/device-plugins",
  ],
];
const FILES = ["/etc/hosts", "/etc/hostname", "/etc/localtime", "/etc/machine-id", "/etc/os-release"];
const MORE_FILES = ["/etc/passwd", "/etc/group", "/etc/resolv.conf"];
const SOCKETS = ["/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock"];
const DEVICES = [
  "/dev/null",
  "/dev/zero",
  "/dev/random",
  "/dev/urandom",
  "/dev/fuse",
  "/dev/net/tun",
  "/dev/kmsg",
];

const KINDS: Record<string, { there: readonly string[]; name: string }> = {
  Directory: { there: FOLDERS, name: "a directory" },
  File: { there: [...FILES, ...MORE_FILES], name: "a file" },
  Socket: { there: SOCKETS, name: "a socket file" },
  CharDevice: { there: DEVICES, name: "a character device" },
  BlockDevice: { there: ["/dev/vda", "/dev/sda", "/dev/nvme0n1"], name: "a block device" },
};

/** Why a path of the node may not be mounted as what the volume says that it is. Source: hostpath's checkTypeInternal. */
export function hostPathError({ path, type = "" }: { path: string; type?: string }): string | undefined {
  const kind = KINDS[type];
  const bare = path.length > 1 ? path.replace(/\/+$/, "") : path;
  if (!kind || kind.there.includes(bare)) return undefined;
  return `hostPath type check failed: ${path} is not ${kind.name}`;
}
