import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { Facts } from "../facts.ts";
import { failedCalls, type ToldCall } from "../logs/failed-calls.ts";
import { type DeclaredHost, declaredHosts } from "../network/declared-hosts.ts";
import { resolveHost } from "../network/resolve-host.ts";
import type { PodContainer, PodFact } from "../objects/pod.ts";
import type { PodTemplate } from "../objects/pod-template.ts";
import { referencesOf } from "../objects/references.ts";
import { changedAt } from "../revisions/outside.ts";

/** A call by what a ConfigMap held when the container started, and what it holds now. */
export interface StaleSetting {
  call: ToldCall;
  /** The host that it calls, which nothing names any more. */
  host: string;
  pod: PodFact;
  container: PodContainer;
  configMap: KubernetesObject;
  changedAt: string;
  /** What the ConfigMap names now, where it is there and serves. */
  now: DeclaredHost[];
}

/**
 * A running container calls in vain a host that no setting of it names any more, and a ConfigMap that it read at its
 * start was changed since and names others, all of which serve. Volumes without subPath follow their ConfigMap by
 * themselves, and so does whatever starts anew: https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically
 */
export function staleSetting(facts: Facts): StaleSetting | undefined {
  const declared = declaredHosts(facts);
  for (const call of failedCalls(facts)) {
    const { to, at } = call;
    if (to === undefined || at.log.isPrevious || declared.some(({ host }) => host === to.host)) continue;
    const pod = facts.pods.find(({ name, isTerminating }) => name === at.log.pod && !isTerminating);
    const container = pod?.containers.find(({ name }) => name === at.log.container);
    if (pod === undefined || !container?.runningSince || facts.template === undefined) continue;
    const startedMs = Date.parse(container.runningSince);
    const names = readAtStart(facts.template, container.name);
    const edited = facts.around.configMaps.filter(
      (one) => names.has(one.metadata.name) && Date.parse(changedAt(one)) > startedMs,
    );
    const [configMap, ...more] = edited.filter((one) => namesOthers(facts, declared, one));
    if (configMap === undefined || more.length > 0) continue;
    const now = declared.filter((one) => one.configMap === configMap.metadata.name);
    return { call, host: to.host, pod, container, configMap, changedAt: changedAt(configMap), now };
  }
  return undefined;
}

function namesOthers(
  facts: Facts,
  declared: readonly DeclaredHost[],
  { metadata }: KubernetesObject,
): boolean {
  const now = declared.filter(({ configMap }) => configMap === metadata.name);
  const doServe = now.every((one) => {
    const resolved = resolveHost(facts, one);
    return resolved.kind === "service" && resolved.service.readyEndpoints > 0;
  });
  return now.length > 0 && doServe;
}

/** ConfigMaps that the container takes into its environment, or by a subPath, which does not follow them. */
function readAtStart(template: PodTemplate, container: string): Set<string> {
  const mounts = template.containers.find(({ name }) => name === container)?.spec.volumeMounts ?? [];
  const bySubPath = new Set(mounts.flatMap(({ name, subPath }) => (subPath ? [name] : [])));
  return new Set(
    referencesOf(template).flatMap(({ of, via, as, name, ...one }) => {
      const isOfEnvironment = (via === "env" || via === "env-from") && one.container === container;
      const isOfSubPath = (via === "volume" || via === "projected") && bySubPath.has(as);
      return of === "ConfigMap" && (isOfEnvironment || isOfSubPath) ? [name] : [];
    }),
  );
}
