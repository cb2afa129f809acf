import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { changedFields, type ManagedFieldsEntry, nextManagedFields } from "../patch/managed-fields.ts";
import type { EventLoop } from "../store/event-loop.ts";
import { type ObjectStore, storageKey } from "../store/object-store.ts";
import type { Random } from "../store/random.ts";
import { apiVersionOf, type ResourceType } from "../store/resource-types.ts";
import { sameJson } from "../store/same-json.ts";
import { withoutNulls } from "../store/without-nulls.ts";
import { createAdmission } from "./admission/admit.ts";
import type { WebhookRule } from "./admission/webhooks.ts";
import { type Generated, withDefaults } from "./defaults.ts";
import { type DeleteOptions, deleteObject } from "./delete-object.ts";
import { alreadyExists, badRequest, forbidden, modified, notFound } from "./status-error.ts";
import { validate } from "./validate.ts";

export interface WriteOptions {
  manager: string;
  operation?: "Update" | "Apply";
  subresource?: string;
  dryRun?: boolean;
}

/** What stands between the store and everyone who writes: defaults, validation, admission, generations, ownership. */
export interface ApiMachinery {
  readonly store: ObjectStore;
  readonly loop: EventLoop;
  readonly random: Random;
  readonly types: readonly ResourceType[];
  typeOf(apiVersion: string, kind: string): ResourceType | undefined;
  typeByKey(resource: string): ResourceType;
  create(resource: string, object: KubernetesObject, options: WriteOptions): KubernetesObject;
  update(resource: string, object: KubernetesObject, options: WriteOptions): KubernetesObject;
  remove(
    resource: string,
    namespace: string,
    name: string,
    options: DeleteOptions,
  ): { object: KubernetesObject; isGone: boolean };
}

export function createApiMachinery(deps: {
  store: ObjectStore;
  loop: EventLoop;
  random: Random;
  types: readonly ResourceType[];
  webhooks?: () => readonly WebhookRule[];
}): ApiMachinery {
  const { store, loop, random, types } = deps;
  const admission = createAdmission(store, deps.webhooks ?? (() => []));
  let addresses = 0;
  const generated: Generated = {
    suffix: () => random.suffix(),
    uid: () => random.uuid(),
    clusterIp: () => {
      addresses += 1;
      return `10.96.${Math.floor(addresses / 250)}.${(addresses % 250) + 2}`;
    },
  };
  const byKey = new Map(types.map((type) => [storageKey(type), type]));
  for (const type of types) if (type.group === "") byKey.set(type.plural, type);
  const typeByKey = (resource: string): ResourceType => {
    const type = byKey.get(resource);
    if (!type) throw new Error(`the simulated cluster has no resource ${resource}`);
    return type;
  };

  const owned = (
    before: KubernetesObject | undefined,
    after: KubernetesObject,
    options: WriteOptions,
  ): KubernetesObject => {
    const managedFields = nextManagedFields(
      (before?.metadata.managedFields ?? []) as ManagedFieldsEntry[],
      changedFields(before, after),
      {
        manager: options.manager,
        operation: options.operation ?? "Update",
        apiVersion: after.apiVersion,
        time: loop.timestamp(),
        ...(options.subresource !== undefined && { subresource: options.subresource }),
      },
    );
    return { ...after, metadata: { ...after.metadata, managedFields } };
  };

  const checkNamespace = (type: ResourceType, { metadata }: KubernetesObject) => {
    const { name, namespace = "" } = metadata;
    const kept = store.get("namespaces", "", namespace);
    if (!kept) throw notFound(typeByKey("namespaces"), namespace);
    if (kept.metadata.deletionTimestamp !== undefined && type.plural !== "events")
      throw forbidden(
        type,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
      );
  };

  const create: ApiMachinery["create"] = (resource, given, options) => {
    const type = typeByKey(resource);
    const named = withIdentity(type, given, loop.timestamp(), random);
    if (type.namespaced) checkNamespace(type, named);
    let object = withDefaults(resource, named, generated);
    object = admission.change(resource, { type, operation: "CREATE", object });
    validate(type, resource, object, {});
    if (store.get(resource, object.metadata.namespace ?? "", object.metadata.name))
      throw alreadyExists(type, object.metadata.name);
    admission.check(resource, { type, operation: "CREATE", object });
    const next = owned(undefined, object, options);
    return options.dryRun ? next : store.put(resource, next);
  };

  const update: ApiMachinery["update"] = (resource, given, options) => {
    const type = typeByKey(resource);
    const { name, namespace = "" } = given.metadata;
    const before = store.get(resource, namespace, name);
    if (!before) throw notFound(type, name);
    const version = given.metadata.resourceVersion;
    if (version && version !== before.metadata.resourceVersion) throw modified(type, name);
    const merged = onlyAllowedParts(type, before, given, options.subresource);
    const after = options.subresource === "status" ? merged : withDefaults(resource, merged, generated);
    validate(type, resource, after, { before, subresource: options.subresource });
    const counted = options.subresource === "status" ? after : withGeneration(type, before, after);
    if (isSame(before, counted)) return before;
    const { subresource } = options;
    const operation = { type, operation: "UPDATE" as const, object: counted, subresource };
    // Controllers and kubelets write statuses all the time: webhooks that ask for those are not played.
    if (subresource !== "status") {
      admission.change(resource, operation);
      admission.check(resource, operation, before);
    }
    const next = owned(before, counted, options);
    if (options.dryRun) return next;
    if (next.metadata.deletionTimestamp && isReleased(resource, next)) {
      store.put(resource, next);
      return store.remove(resource, namespace, name) ?? next;
    }
    return store.put(resource, next);
  };

  const machinery: ApiMachinery = {
    ...{ store, loop, random, types, typeByKey, create, update },
    typeOf: (apiVersion, kind) =>
      types.find((type) => apiVersionOf(type) === apiVersion && type.kind === kind),
    remove: (resource, namespace, name, options) =>
      deleteObject(machinery, { resource, namespace, name }, options),
  };
  return machinery;
}

/** A namespace goes once its own list of finalizers is empty too, a pod only once nothing of it runs. */
function isReleased(resource: string, object: KubernetesObject): boolean {
  if (hasFinalizers(object)) return false;
  if (resource === "pods") return object.metadata.deletionGracePeriodSeconds === 0;
  const { finalizers } = (object.spec ?? {}) as { finalizers?: string[] };
  return resource !== "namespaces" || (finalizers ?? []).length === 0;
}

export const hasFinalizers = (object: KubernetesObject): boolean =>
  ((object.metadata.finalizers as string[] | undefined) ?? []).length > 0;

function withIdentity(
  type: ResourceType,
  given: KubernetesObject,
  timestamp: string,
  random: Random,
): KubernetesObject {
  const metadata = given.metadata ?? {};
  const prefix = metadata.generateName as string | undefined;
  const name = metadata.name || (prefix ? `${prefix}${random.suffix()}` : "");
  if (metadata.resourceVersion)
    throw badRequest("resourceVersion should not be set on objects to be created");
  const { resourceVersion: _, managedFields: __, ...rest } = metadata;
  return {
    ...given,
    ...(given.spec !== undefined && { spec: withoutNulls(given.spec) }),
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: {
      ...rest,
      name,
      uid: random.uuid(),
      creationTimestamp: timestamp,
      ...(type.hasGeneration && { generation: 1 }),
    },
  };
}

/** The status door changes the status alone, the main door everything but the status. */
function onlyAllowedParts(
  type: ResourceType,
  before: KubernetesObject,
  given: KubernetesObject,
  subresource: string | undefined,
): KubernetesObject {
  const identity = {
    ...given.metadata,
    uid: given.metadata.uid ?? before.metadata.uid,
    creationTimestamp: before.metadata.creationTimestamp,
    generation: before.metadata.generation,
    deletionTimestamp: before.metadata.deletionTimestamp,
    deletionGracePeriodSeconds: before.metadata.deletionGracePeriodSeconds,
  };
  const metadata = Object.fromEntries(
    Object.entries(identity).filter(([, value]) => value !== undefined),
  ) as KubernetesObject["metadata"];
  if (subresource === "status") {
    // The revision of a Deployment is written through its status door.
    const { annotations } = given.metadata;
    const noted = annotations ? { ...before.metadata, annotations } : before.metadata;
    return { ...before, metadata: noted, status: given.status };
  }
  const isKept = type.subresources.includes("status");
  const { status: _, ...rest }: KubernetesObject = {
    ...given,
    ...(given.spec !== undefined && { spec: withoutNulls(given.spec) }),
  };
  const base = isKept
    ? { ...rest, ...(before.status !== undefined && { status: before.status }) }
    : { ...rest, ...(given.status !== undefined && { status: given.status }) };
  return { ...base, apiVersion: before.apiVersion, kind: before.kind, metadata };
}

function withGeneration(
  type: ResourceType,
  before: KubernetesObject,
  after: KubernetesObject,
): KubernetesObject {
  // A Deployment's annotations are copied to its ReplicaSets, so they count as its spec does.
  const counted = ({ spec, metadata }: KubernetesObject) => [
    spec ?? null,
    type.kind === "Deployment" ? (metadata.annotations ?? {}) : {},
  ];
  if (!type.hasGeneration || sameJson(counted(before), counted(after))) return after;
  const generation = (before.metadata.generation ?? 0) + 1;
  return { ...after, metadata: { ...after.metadata, generation } };
}

function isSame(a: KubernetesObject, b: KubernetesObject): boolean {
  const bare = ({ metadata, ...rest }: KubernetesObject) => {
    const { resourceVersion: _, managedFields: __, ...kept } = metadata;
    return { ...rest, metadata: kept };
  };
  return sameJson(bare(a), bare(b));
}
