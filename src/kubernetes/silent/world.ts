import type { KubernetesObject } from "../cluster-reader.ts";
import type { ObjectChange } from "../resource-watch.ts";
import {
  keepAutoscaler,
  keepBarePod,
  keepBudget,
  keepClaim,
  keepIngress,
  keepNamespace,
  keepNode,
  keepPod,
  keepService,
  keepSlice,
  keepWorkload,
  type ServiceKept,
} from "./kept.ts";

/** How each kind is remembered, by its name; a kind that is not here is not looked at. */
const KEEPERS = {
  Service: keepService,
  EndpointSlice: keepSlice,
  Deployment: keepWorkload,
  StatefulSet: keepWorkload,
  DaemonSet: keepWorkload,
  BarePod: keepBarePod,
  Pod: keepPod,
  Ingress: keepIngress,
  HorizontalPodAutoscaler: keepAutoscaler,
  PodDisruptionBudget: keepBudget,
  PersistentVolumeClaim: keepClaim,
  Node: keepNode,
  Namespace: keepNamespace,
} as const;
export type KeptKind = keyof typeof KEEPERS;
type KeptOf<K extends KeptKind> = NonNullable<ReturnType<(typeof KEEPERS)[K]>>;

/** A Service that was there and is not. */
export interface DeletedService {
  service: ServiceKept;
  deletedAt: number;
}

/** What the watches have told so far, as far as silent faults show in it. */
export interface World {
  all<K extends KeptKind>(kind: K): Iterable<KeptOf<K>>;
  /** The kind has been listed in full: what is not here is not there. */
  isKnown(kind: KeptKind): boolean;
  deletedServices(): Iterable<DeletedService>;
}

export interface WorldMemory extends World {
  take(kind: string, changes: readonly ObjectChange[], now: number): void;
  /** A full list of the kind in that namespace, or everywhere: what was not in it is gone. */
  listed(
    kind: string,
    scope: { path: string; namespace: string | undefined },
    uids: ReadonlySet<string>,
  ): void;
  /** It may not be read: nothing is known of it any more. */
  refused(kind: string): void;
}

const FORGET_DELETED_MS = 2 * 60 * 60_000;
/** Deleted so soon after it was made, it was a trial. */
const ESTABLISHED_MS = 2 * 60_000;
/** A Service's slices go with it, and may be heard to go before it: the watches run beside each other. */
const STILL_SERVING_MS = 60_000;

/** `paths`: how many watches there are of each kind; it is known when each has had its list. */
export function createWorld(paths: ReadonlyMap<string, number>): WorldMemory {
  const rooms = new Map<KeptKind, Map<string, KeptOf<KeptKind>>>();
  const listedPaths = new Map<string, Set<string>>();
  const deleted = new Map<string, DeletedService>();
  /** When a slice of the Service that had ready endpoints last changed or went. */
  const servedAt = new Map<string, number>();

  const roomOf = <K extends KeptKind>(kind: K): Map<string, KeptOf<K>> => {
    const room = rooms.get(kind) ?? new Map<string, KeptOf<KeptKind>>();
    rooms.set(kind, room);
    return room as Map<string, KeptOf<K>>;
  };
  const put = (kind: KeptKind, object: KubernetesObject, isGone: boolean) => {
    const kept = isGone ? undefined : KEEPERS[kind](object);
    if (kept === undefined) roomOf(kind).delete(object.metadata.uid ?? "");
    else (roomOf(kind) as Map<string, unknown>).set(object.metadata.uid ?? "", kept);
  };
  const noteServing = (uid: string, now: number) => {
    const before = roomOf("EndpointSlice").get(uid);
    if (before !== undefined && before.state.ready > 0)
      servedAt.set(`${before.ref.namespace}/${before.service}`, now);
  };
  /** Only a Service that served when it was deleted is missed. */
  const remember = (object: KubernetesObject, now: number) => {
    const service = keepService(object);
    const { namespace, name, uid } = service.ref;
    const isServing =
      now - (servedAt.get(`${namespace}/${name}`) ?? 0) < STILL_SERVING_MS ||
      [...roomOf("EndpointSlice").values()].some(
        (slice) => slice.ref.namespace === namespace && slice.service === name && slice.state.ready > 0,
      );
    if (isServing && now - service.createdAt >= ESTABLISHED_MS) deleted.set(uid, { service, deletedAt: now });
  };

  return {
    all: (kind) => roomOf(kind).values(),
    isKnown(kind) {
      const watched = kind === "BarePod" ? "Pod" : kind;
      const wanted = paths.get(watched) ?? 0;
      return wanted > 0 && (listedPaths.get(watched)?.size ?? 0) >= wanted;
    },
    deletedServices: () => deleted.values(),
    take(kind, changes, now) {
      for (const { object, kind: change } of changes) {
        if (kind === "EndpointSlice") noteServing(object.metadata.uid ?? "", now);
        if (kind === "Service" && change === "deleted") remember(object, now);
        for (const one of kindsOf(kind)) put(one, object, change === "deleted");
      }
      forget(servedAt, (at) => now - at > STILL_SERVING_MS);
      forget(deleted, ({ deletedAt }) => now - deletedAt > FORGET_DELETED_MS);
    },
    listed(kind, { path, namespace }, uids) {
      for (const one of kindsOf(kind))
        for (const [uid, { ref }] of roomOf(one))
          if ((namespace === undefined || ref.namespace === namespace) && !uids.has(uid))
            roomOf(one).delete(uid);
      listedPaths.set(kind, (listedPaths.get(kind) ?? new Set()).add(path));
    },
    refused(kind) {
      for (const one of kindsOf(kind)) roomOf(one).clear();
      listedPaths.delete(kind);
    },
  };
}

const kindsOf = (kind: string): KeptKind[] =>
  kind === "Pod" ? ["Pod", "BarePod"] : Object.hasOwn(KEEPERS, kind) ? [kind as KeptKind] : [];

function forget<T>(map: Map<string, T>, isOld: (value: T) => boolean): void {
  for (const [key, value] of map) if (isOld(value)) map.delete(key);
}
