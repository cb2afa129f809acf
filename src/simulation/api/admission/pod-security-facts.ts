import type { Container, Pod } from "../../store/objects.ts";

export interface SecurityContext {
  allowPrivilegeEscalation?: boolean;
  capabilities?: { add?: string[]; drop?: string[] };
  privileged?: boolean;
  procMount?: string;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  seccompProfile?: { type?: string };
  seLinuxOptions?: { type?: string; user?: string; role?: string };
  sysctls?: { name: string }[];
  windowsOptions?: { hostProcess?: boolean };
}

/** A violated check, as its reason and its detail: `privileged (container "web" must not ...)`. */
export type Violation = readonly [reason: string, detail: string];
export type Check = (pod: Pod) => Violation | undefined;

export const podContext = (pod: Pod): SecurityContext => (pod.spec.securityContext ?? {}) as SecurityContext;
export const contextOf = (container: Container): SecurityContext =>
  (container.securityContext ?? {}) as SecurityContext;
export const containersOf = (pod: Pod): Container[] => [
  ...(pod.spec.initContainers ?? []),
  ...pod.spec.containers,
];

export const quoted = (names: readonly string[]): string =>
  names.map((name) => JSON.stringify(name)).join(", ");

/** `container "web"`, `containers "web", "sidecar"`. */
export const told = (what: string, names: readonly string[]): string =>
  `${what}${names.length === 1 ? "" : "s"} ${quoted(names)}`;

export const namesWhere = (pod: Pod, is: (container: Container) => boolean): string[] =>
  containersOf(pod)
    .filter(is)
    .map(({ name }) => name);

export const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** The volume's kind: "hostPath", "nfs". */
export const volumeType = (volume: object): string =>
  Object.keys(volume).find((key) => key !== "name") ?? "emptyDir";
