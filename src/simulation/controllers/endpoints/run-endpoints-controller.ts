import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ApiMachinery } from "../../api/api-machinery.ts";
import type { StoreChange } from "../../store/object-store.ts";
import type { Labels, Pod, Service } from "../../store/objects.ts";
import { isPodOver, isPodReady } from "../../store/pod-state.ts";
import { sameJson } from "../../store/same-json.ts";
import { selectorMatches } from "../../store/selectors.ts";
import { MANAGER } from "../controller.ts";
import {
  MANAGED_BY,
  SERVICE_NAME,
  type SliceContent,
  sliceContents,
  sliceObject,
} from "./endpoint-slices.ts";
import { endpointsObject } from "./endpoints-object.ts";

const SLICES = "endpointslices.discovery.k8s.io";
const OWN = "endpointslice-controller.k8s.io";

interface Slice extends KubernetesObject, SliceContent {}

/** A Service without a selector is left to whoever keeps its endpoints by hand. */
const selectorOf = (service: Service | undefined): Labels | undefined => {
  const selector = service?.spec.selector ?? {};
  return Object.keys(selector).length > 0 && service?.spec.type !== "ExternalName" ? selector : undefined;
};

/** What of a pod its endpoints show. */
const shownOf = (pod: Pod) => [
  pod.metadata.labels,
  pod.metadata.deletionTimestamp !== undefined,
  pod.status?.podIP,
  isPodReady(pod),
  isPodOver(pod),
];

/** Keeps Endpoints and EndpointSlices of Services that select pods. */
export function runEndpointsController(api: ApiMachinery): () => void {
  const { store } = api;
  const zoneOf = (node: string) =>
    store.get("nodes", "", node)?.metadata.labels?.["topology.kubernetes.io/zone"];

  const putEndpoints = (object: KubernetesObject) => {
    const { namespace = "", name } = object.metadata;
    const current = store.get("endpoints", namespace, name);
    if (!current) api.create("endpoints", object, MANAGER);
    else {
      const { subsets: _, ...rest } = current;
      const metadata = { ...current.metadata, ...object.metadata };
      api.update("endpoints", { ...rest, ...object, metadata }, MANAGER);
    }
  };

  const putSlices = (service: Service, contents: SliceContent[]) => {
    const { namespace = "", name } = service.metadata;
    const present = (store.list(SLICES, namespace) as Slice[]).filter(
      ({ metadata: { labels = {} } }) => labels[SERVICE_NAME] === name && labels[MANAGED_BY] === OWN,
    );
    const left = new Set(present);
    const take = (content: SliceContent) => {
      const found = [...left].find((slice) => sameJson(slice.ports, content.ports));
      if (found) left.delete(found);
      return { content, found };
    };
    for (const { content, found } of contents.map(take)) {
      // A slice whose ports nobody has any more is used again before a new one is made.
      const slice = found ?? [...left][0];
      if (slice) left.delete(slice);
      const object = sliceObject(service, content, api.loop.timestamp());
      if (!slice) api.create(SLICES, object, MANAGER);
      else {
        const { labels, annotations } = object.metadata;
        const isSame = sameJson([slice.ports, slice.endpoints], [content.ports, content.endpoints]);
        const metadata = { ...slice.metadata, labels, ...(!isSame && { annotations }) };
        api.update(SLICES, { ...slice, ...content, metadata } as Slice, MANAGER);
      }
    }
    for (const { metadata } of left) api.remove(SLICES, namespace, metadata.name, {});
  };

  const reconcile = (namespace: string, name: string) => {
    const service = store.get("services", namespace, name) as Service | undefined;
    const selector = selectorOf(service);
    if (!service || !selector) return;
    const pods = (store.list("pods", namespace) as Pod[]).filter(
      (pod) =>
        selectorMatches({ matchLabels: selector }, pod.metadata.labels) &&
        pod.status?.podIP &&
        !isPodOver(pod),
    );
    putEndpoints(endpointsObject(service, pods));
    putSlices(service, sliceContents(service, pods, zoneOf));
  };

  const request = (namespace: string, service: string) =>
    api.loop.enqueue(`endpoints/${namespace}/${service}`, () => reconcile(namespace, service));

  const onPod = ({ object, previous, type }: StoreChange) => {
    const [pod, before] = [object as Pod, previous as Pod | undefined];
    if (type === "MODIFIED" && before && sameJson(shownOf(pod), shownOf(before))) return;
    const { namespace = "" } = pod.metadata;
    for (const service of store.list("services", namespace) as Service[]) {
      const selector = selectorOf(service);
      if (!selector) continue;
      const isOf = (one: Pod | undefined) =>
        one !== undefined && selectorMatches({ matchLabels: selector }, one.metadata.labels);
      if (isOf(pod) || isOf(before)) request(namespace, service.metadata.name);
    }
  };

  return store.onChange((change) => {
    const { type, resource, object } = change;
    const { namespace = "", name } = object.metadata;
    if (resource === "pods") onPod(change);
    if (resource !== "services") return;
    if (type !== "DELETED") request(namespace, name);
    else
      api.loop.enqueue(`endpoints-gone/${namespace}/${name}`, () => {
        const isBack = store.get("services", namespace, name) !== undefined;
        if (!isBack && store.get("endpoints", namespace, name)) api.remove("endpoints", namespace, name, {});
      });
  });
}
