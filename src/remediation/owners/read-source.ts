import type { ClusterReader, KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { applicationName, type Owner } from "../ownership.ts";
import { applicationsHolding, fluxSourceOf, type Source, sourceOfApplication } from "./source.ts";

/** Argo CD's older way of tracking; Helm writes the same label, so that the Application itself must bear it out. */
const INSTANCE = "app.kubernetes.io/instance";

/** The owner with the object of the cluster that the change belongs into; an Application that tracks by label is found here. */
export async function withSource(
  reader: ClusterReader,
  object: KubernetesObject,
  owner: Owner | undefined,
  signal: AbortSignal,
): Promise<Owner | null> {
  if (owner?.kind === "flux") return { ...owner, source: await fluxSourceOf(reader, object, signal) };
  if (owner?.kind === "argo-cd")
    return { ...owner, source: await applicationNamed(reader, applicationName(object), signal) };
  const instance = object.metadata.labels?.[INSTANCE];
  if (owner !== undefined || instance === undefined) return owner ?? null;
  const [application] = (await applicationsHolding(reader, instance, signal)).filter((one) =>
    deploys(one, object),
  );
  if (application === undefined) return null;
  return {
    kind: "argo-cd",
    sentence: `Argo CD (application ${application.metadata.name}) manages this object and would set the change back`,
    source: sourceOfApplication(application),
  };
}

async function applicationNamed(
  reader: ClusterReader,
  name: string,
  signal: AbortSignal,
): Promise<Source | undefined> {
  if (name === "") return undefined;
  const [application] = await applicationsHolding(reader, name, signal);
  return application && sourceOfApplication(application);
}

/** By the Application's own list of what it deployed. */
function deploys(application: KubernetesObject, object: KubernetesObject): boolean {
  const { resources } = recordOf(application.status);
  return (Array.isArray(resources) ? resources : []).some((resource) => {
    const { kind, namespace, name } = recordOf(resource);
    return kind === object.kind && namespace === object.metadata.namespace && name === object.metadata.name;
  });
}
