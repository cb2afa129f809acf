import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Facts } from "../facts.ts";
import { hostsIn, type RemoteHost } from "../logs/hosts-in.ts";
import { referencesOf } from "../objects/references.ts";

/** A host that the workload is told to call, and where that is written. */
export interface DeclaredHost extends RemoteHost {
  /** For people: "environment STORE_URL of container web", "ConfigMap web-settings". */
  from: string;
  /** What changes it, for people. */
  command: string;
  /** The ConfigMap that holds it. */
  configMap?: string;
}

const MAX_HOSTS = 30;
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9-]{1,63}){0,4}$/;
const NAMES_A_HOST = /(?:host|addr|server|endpoint|service|url|uri|broker|peer|upstream|backend|dsn)/i;

/** Hosts in the environment, the arguments and the ConfigMaps that the template refers to. */
export function declaredHosts(facts: Pick<Facts, "template" | "around" | "object">): DeclaredHost[] {
  const { template, object } = facts;
  if (template === undefined) return [];
  const target = `${object.kind.toLowerCase()}/${object.name} -n ${object.namespace}`;
  const ofContainers = template.containers.flatMap(({ name: container, spec }) => [
    ...(spec.env ?? []).flatMap(({ name, value }) =>
      hostsOfSetting(name, value ?? "").map((host) => ({
        ...host,
        from: `environment ${name} of container ${container}`,
        command: `kubectl set env ${target} -c ${container} ${name}=VALUE`,
      })),
    ),
    ...[...(spec.command ?? []), ...(spec.args ?? [])].flatMap((word) =>
      hostsIn(word).map((host) => ({
        ...host,
        from: `the arguments of container ${container}`,
        command: `kubectl edit ${target}`,
      })),
    ),
  ]);
  const used = new Set(referencesOf(template).flatMap((one) => (one.of === "ConfigMap" ? [one.name] : [])));
  const ofConfigs = facts.around.configMaps
    .filter(({ metadata }) => used.has(metadata.name))
    .flatMap(({ metadata, data }) =>
      Object.entries(recordOf(data)).flatMap(([key, value]) =>
        linesOf(value).flatMap((line) =>
          hostsOfSetting(key, line).map((host) => ({
            ...host,
            from: `ConfigMap ${metadata.name}, key ${key}`,
            configMap: metadata.name,
            command: `kubectl edit configmap ${metadata.name} -n ${object.namespace}`,
          })),
        ),
      ),
    );
  const all = [...ofContainers, ...ofConfigs];
  return all
    .filter(
      (one, index) => all.findIndex(({ host, port }) => host === one.host && port === one.port) === index,
    )
    .slice(0, MAX_HOSTS);
}

/** A setting whose name speaks of a host may hold nothing but the name. */
function hostsOfSetting(name: string, value: string): RemoteHost[] {
  const text = value.trim().slice(0, 1000);
  if (NAMES_A_HOST.test(name) && NAME.test(text) && /[a-z]/.test(text))
    return [{ host: text, port: undefined }];
  return hostsIn(text);
}

const linesOf = (value: unknown): string[] =>
  typeof value === "string" ? value.split("\n").slice(0, 200) : [];
