import {
  type Check,
  containersOf,
  contextOf,
  namesWhere,
  podContext,
  quoted,
  told,
  unique,
  volumeType,
} from "./pod-security-facts.ts";

const DEFAULT_CAPABILITIES =
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  );
const SAFE_SYSCTLS = [
  ...["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies"],
  ...["net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_keepalive_time"],
  ...["net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes"],
  ...["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"],
];

export const capabilities: Check = (pod) => {
  const forbiddenOf = (list: string[] | undefined) =>
    (list ?? []).filter((name) => !DEFAULT_CAPABILITIES.includes(name));
  const bad = containersOf(pod).filter((one) => forbiddenOf(contextOf(one).capabilities?.add).length > 0);
  if (bad.length === 0) return undefined;
  const added = unique(bad.flatMap((one) => forbiddenOf(contextOf(one).capabilities?.add)));
  const names = bad.map(({ name }) => name);
  return [
    "non-default capabilities",
    `${told("container", names)} must not include ${quoted(added)} in securityContext.capabilities.add`,
  ];
};

const hostNamespaces: Check = ({ spec }) => {
  const set = ["hostNetwork", "hostPID", "hostIPC"].filter((field) => spec[field] === true);
  return set.length > 0 ? ["host namespaces", set.map((field) => `${field}=true`).join(", ")] : undefined;
};

export const hostPaths: Check = ({ spec }) => {
  const names = (spec.volumes ?? []).filter((one) => volumeType(one) === "hostPath").map(({ name }) => name);
  return names.length > 0 ? ["hostPath volumes", told("volume", names)] : undefined;
};

const hostPorts: Check = (pod) => {
  const portsOf = (one: ReturnType<typeof containersOf>[number]) =>
    (one.ports ?? []).flatMap(({ hostPort }) => (hostPort ? String(hostPort) : []));
  const bad = containersOf(pod).filter((one) => portsOf(one).length > 0);
  if (bad.length === 0) return undefined;
  const ports = unique(bad.flatMap(portsOf));
  const names = bad.map(({ name }) => name);
  const verb = names.length === 1 ? "uses" : "use";
  return [
    "hostPort",
    `${told("container", names)} ${verb} hostPort${ports.length === 1 ? "" : "s"} ${ports.join(", ")}`,
  ];
};

const privileged: Check = (pod) => {
  const names = namesWhere(pod, (one) => contextOf(one).privileged === true);
  return names.length > 0
    ? ["privileged", `${told("container", names)} must not set securityContext.privileged=true`]
    : undefined;
};

const procMount: Check = (pod) => {
  const names = namesWhere(pod, (one) => ![undefined, "Default"].includes(contextOf(one).procMount));
  return names.length > 0
    ? ["procMount", `${told("container", names)} must not set securityContext.procMount to "Unmasked"`]
    : undefined;
};

const SELINUX_TYPES = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

const seLinux: Check = (pod) => {
  const typeOf = (one: { seLinuxOptions?: { type?: string } }) => one.seLinuxOptions?.type ?? "";
  const isBad = (type: string) => !SELINUX_TYPES.includes(type);
  const names = namesWhere(pod, (one) => isBad(typeOf(contextOf(one))));
  const setters = [
    ...(isBad(typeOf(podContext(pod))) ? ["pod"] : []),
    ...(names.length > 0 ? [told("container", names)] : []),
  ];
  if (setters.length === 0) return undefined;
  const types = unique([podContext(pod), ...containersOf(pod).map(contextOf)].map(typeOf).filter(isBad));
  return [
    "seLinuxOptions",
    `${setters.join(" and ")} set forbidden securityContext.seLinuxOptions: ${told("type", types)}`,
  ];
};

export const unconfined: Check = (pod) => {
  const isBad = (type: string | undefined) => type === "Unconfined";
  const names = namesWhere(pod, (one) => isBad(contextOf(one).seccompProfile?.type));
  const setters = [
    ...(isBad(podContext(pod).seccompProfile?.type) ? ["pod"] : []),
    ...(names.length > 0 ? [told("container", names)] : []),
  ];
  if (setters.length === 0) return undefined;
  const detail = `${setters.join(" and ")} must not set securityContext.seccompProfile.type to "Unconfined"`;
  return ["seccompProfile", detail];
};

const sysctls: Check = (pod) => {
  const names = (podContext(pod).sysctls ?? []).map(({ name }) => name);
  const bad = names.filter((name) => !SAFE_SYSCTLS.includes(name));
  return bad.length > 0 ? ["forbidden sysctls", bad.join(", ")] : undefined;
};

/** What even the most permissive of the two standards forbids; the strict one replaces some by its own. */
export const BASELINE: readonly Check[] = [
  ...[
    capabilities,
    hostNamespaces,
    hostPaths,
    hostPorts,
    privileged,
    procMount,
    seLinux,
    unconfined,
    sysctls,
  ],
];
