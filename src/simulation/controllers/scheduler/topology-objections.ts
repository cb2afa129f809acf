import type { ApiMachinery } from "../../api/api-machinery.ts";
import { isNodeChosen } from "../../store/node-selection.ts";
import type { Pod } from "../../store/objects.ts";
import {
  affinityTerms,
  hardSpread,
  type PodAffinityTerm,
  type SpreadConstraint,
} from "../../store/placement.ts";
import { selectorMatches } from "../../store/selectors.ts";
import type { NodePlace } from "./node-places.ts";
import { firm, type Objection, soft } from "./objection.ts";

const domainOf = ({ node }: NodePlace, key: string): string | undefined => node.metadata.labels?.[key];

function spreadObjection(
  pod: Pod,
  place: NodePlace,
  places: readonly NodePlace[],
  constraint: SpreadConstraint,
): Objection | undefined {
  const text = "node(s) didn't match pod topology spread constraints";
  const domain = domainOf(place, constraint.topologyKey);
  if (domain === undefined) return firm(`${text} (missing required label)`);
  const keys = (constraint.matchLabelKeys ?? []).map(
    (key) => [key, pod.metadata.labels?.[key] ?? ""] as const,
  );
  const isCounted = (other: Pod) =>
    other.metadata.namespace === pod.metadata.namespace &&
    other.metadata.deletionTimestamp === undefined &&
    selectorMatches(constraint.labelSelector, other.metadata.labels) &&
    keys.every(([key, value]) => other.metadata.labels?.[key] === value);
  const counts = new Map<string, number>();
  for (const other of places) {
    const name = domainOf(other, constraint.topologyKey);
    const isEligible = constraint.nodeAffinityPolicy === "Ignore" || isNodeChosen(pod.spec, other.node);
    if (name === undefined || !isEligible) continue;
    counts.set(name, (counts.get(name) ?? 0) + other.pods.filter(isCounted).length);
  }
  const isFew = counts.size < (constraint.minDomains ?? 1);
  const least = isFew || counts.size === 0 ? 0 : Math.min(...counts.values());
  const own = selectorMatches(constraint.labelSelector, pod.metadata.labels) ? 1 : 0;
  return (counts.get(domain) ?? 0) + own - least > constraint.maxSkew ? soft(text) : undefined;
}

/** A pod that runs and wants certain others away from it. */
export interface AversePod {
  pod: Pod;
  place: NodePlace;
}

export const aversePods = (places: readonly NodePlace[]): AversePod[] =>
  places.flatMap((place) =>
    place.pods
      .filter((pod) => affinityTerms(pod.spec, "podAntiAffinity").length > 0)
      .map((pod) => ({ pod, place })),
  );

/** Checks of a pod against the pods that run elsewhere. */
export function topologyObjection(
  api: ApiMachinery,
  pod: Pod,
  place: NodePlace,
  places: readonly NodePlace[],
  averse: readonly AversePod[],
): Objection | undefined {
  for (const constraint of hardSpread(pod.spec)) {
    const objection = spreadObjection(pod, place, places, constraint);
    if (objection) return objection;
  }
  const isMeant = (term: PodAffinityTerm, of: Pod, other: Pod) =>
    isInNamespaces(api, term, of, other) && selectorMatches(term.labelSelector, other.metadata.labels);
  const isNear = (term: PodAffinityTerm) => {
    const domain = domainOf(place, term.topologyKey);
    if (domain === undefined) return false;
    return places.some(
      (other) =>
        domainOf(other, term.topologyKey) === domain && other.pods.some((one) => isMeant(term, pod, one)),
    );
  };
  const wanted = affinityTerms(pod.spec, "podAffinity");
  const isAnywhere = (term: PodAffinityTerm) =>
    places.some((other) => other.pods.some((one) => isMeant(term, pod, one)));
  // The first of its kind may go anywhere, or it could never start.
  const isFirst = !wanted.some(isAnywhere) && wanted.every((term) => isMeant(term, pod, pod));
  const hasKeys = wanted.every((term) => domainOf(place, term.topologyKey) !== undefined);
  if (wanted.length > 0 && !(hasKeys && (isFirst || wanted.every(isNear))))
    return firm("node(s) didn't match pod affinity rules", "pod");
  if (affinityTerms(pod.spec, "podAntiAffinity").some(isNear))
    return soft("node(s) didn't match pod anti-affinity rules");
  const isUnwanted = averse.some((other) =>
    affinityTerms(other.pod.spec, "podAntiAffinity").some((term) => {
      const domain = domainOf(place, term.topologyKey);
      const isShared = domain !== undefined && domain === domainOf(other.place, term.topologyKey);
      return isShared && isMeant(term, other.pod, pod);
    }),
  );
  return isUnwanted ? soft("node(s) didn't satisfy existing pods anti-affinity rules") : undefined;
}

function isInNamespaces(api: ApiMachinery, term: PodAffinityTerm, of: Pod, other: Pod): boolean {
  const { namespace = "" } = other.metadata;
  if (term.namespaces?.includes(namespace)) return true;
  if (term.namespaceSelector !== undefined)
    return selectorMatches(
      term.namespaceSelector,
      api.store.get("namespaces", "", namespace)?.metadata.labels,
    );
  return (term.namespaces ?? []).length === 0 && namespace === of.metadata.namespace;
}
