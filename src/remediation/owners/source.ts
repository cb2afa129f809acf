import { isReason } from "../../core/errors.ts";
import type { ClusterReader, KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";

/** Where a GitOps tool takes an object from, as its own object in the cluster says; nothing outside is asked. */
export interface Source {
  /** "Application argocd/shop". */
  object: string;
  /** "path apps/web of https://git.example.org/shop (main)"; "" where the object does not say. */
  where: string;
  /** The chart's values decide, and not a manifest. */
  isChart: boolean;
  /** Its own list that takes patches of what it deploys; null where it has none. */
  patchable: Patchable | null;
  /** Whose values decide, where it says so. */
  chart: ChartSource | null;
}

/** The object of the cluster that can hold a patch itself. */
export interface Patchable {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
  list: "spec.source.kustomize.patches" | "spec.patches" | "spec.postRenderers";
}

/** A chart as `helm show` takes it; what is not known is "". */
export interface ChartSource {
  name: string;
  repo: string;
  version: string;
}

type Type = { apiVersion: string; kind: string; resource: string };
const APPLICATION: Type = {
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Application",
  resource: "applications",
};
const KUSTOMIZATION: Type = {
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  resource: "kustomizations",
};
const HELM_RELEASE: Type = {
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  resource: "helmreleases",
};
const MOST_READ = 500;

/** Applications of that name, in any namespace, for Argo CD runs in one of its own; "argocd_shop" names that too. */
export async function applicationsHolding(
  reader: ClusterReader,
  name: string,
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  const all = await listServed(reader, APPLICATION, undefined, signal);
  return all.filter(
    ({ metadata }) => metadata.name === name || `${metadata.namespace}_${metadata.name}` === name,
  );
}

export function sourceOfApplication(application: KubernetesObject): Source {
  const spec = recordOf(application.spec);
  const hasSeveral = Array.isArray(spec.sources);
  const [first] = hasSeveral ? (spec.sources as unknown[]) : [spec.source];
  const { repoURL, path, targetRevision, chart } = texts(first);
  // Argo CD finds out by itself what a path holds, unless it is told.
  const { sourceType } = recordOf(application.status);
  const isKustomize = recordOf(first).kustomize !== undefined || sourceType === "Kustomize";
  return {
    object: nameOf(application),
    where: repoURL === "" ? "" : placeOf({ repo: repoURL, path: path || chart, revision: targetRevision }),
    isChart: chart !== "" || recordOf(first).helm !== undefined || sourceType === "Helm",
    patchable: isKustomize && !hasSeveral ? patchable(application, "spec.source.kustomize.patches") : null,
    chart: chart === "" ? null : { name: chart, repo: repoURL, version: targetRevision },
  };
}

function patchable({ apiVersion, kind, metadata }: KubernetesObject, list: Patchable["list"]): Patchable {
  return { apiVersion, kind, namespace: metadata.namespace ?? "", name: metadata.name, list };
}

/** By the labels that Flux puts on all that it applies. */
export async function fluxSourceOf(
  reader: ClusterReader,
  { metadata }: KubernetesObject,
  signal: AbortSignal,
): Promise<Source | undefined> {
  const { labels = {} } = metadata;
  for (const [type, prefix] of [
    [HELM_RELEASE, "helm.toolkit.fluxcd.io"],
    [KUSTOMIZATION, "kustomize.toolkit.fluxcd.io"],
  ] as const) {
    const name = labels[`${prefix}/name`];
    if (name === undefined) continue;
    const namespace = labels[`${prefix}/namespace`] ?? metadata.namespace ?? "";
    const object = `${type.kind} ${namespace}/${name}`;
    const isChart = type === HELM_RELEASE;
    const found = (await listServed(reader, type, namespace, signal)).find(
      (one) => one.metadata.name === name,
    );
    const list = isChart ? "spec.postRenderers" : "spec.patches";
    return {
      object,
      where: found === undefined ? "" : fluxPlace(found),
      isChart,
      patchable: { apiVersion: type.apiVersion, kind: type.kind, namespace, name, list },
      // Where the chart is taken from stands in an object of its own, which is not read.
      chart: null,
    };
  }
  return undefined;
}

function fluxPlace({ kind, spec }: KubernetesObject): string {
  const { path, sourceRef, chart } = recordOf(spec);
  if (kind === "Kustomization") {
    const source = texts(sourceRef);
    return placeOf({ repo: `${source.kind} ${source.name}`, path: texts({ path }).path });
  }
  const chartSpec = recordOf(recordOf(chart).spec);
  const source = texts(chartSpec.sourceRef);
  return placeOf({ repo: `${source.kind} ${source.name}`, path: texts(chartSpec).chart });
}

const placeOf = ({ repo, path, revision }: { repo: string; path: string; revision?: string }) =>
  `${path === "" ? "" : `${path} of `}${repo}${revision ? ` (${revision})` : ""}`;

const TEXTS = ["repoURL", "path", "targetRevision", "chart", "kind", "name"] as const;
/** Untrusted, and shown: of a length that a card can take. */
function texts(value: unknown): Record<(typeof TEXTS)[number], string> {
  const of = (key: string) => {
    const text = recordOf(value)[key];
    return typeof text === "string" ? text.slice(0, 200) : "";
  };
  return Object.fromEntries(TEXTS.map((key) => [key, of(key)])) as Record<(typeof TEXTS)[number], string>;
}

const nameOf = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.namespace}/${metadata.name}`;

/** None where the server does not serve the kind or does not let us read it. */
export async function listServed(
  reader: ClusterReader,
  type: Type,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  const { apiVersion, kind } = type;
  try {
    if (!(await reader.serves(apiVersion, type.resource, signal))) return [];
    const options = { limit: MOST_READ, ...(namespace !== undefined && { namespace }) };
    return (await reader.list({ apiVersion, kind }, options, signal)).items;
  } catch (error) {
    if (isReason(error, "forbidden") || isReason(error, "not-found")) return [];
    throw error;
  }
}
