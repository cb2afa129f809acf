import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { LabelSelector, Labels, Service } from "../../store/objects.ts";
import type { ResourceType } from "../../store/resource-types.ts";
import { selectorMatches } from "../../store/selectors.ts";
import { StatusError } from "../status-error.ts";

/** What the server behind a webhook answers; a webhook without a rule allows everything. */
export interface WebhookRule {
  /** Name of the webhook, as "pods.policy.example.com". */
  webhook: string;
  /** Refuses, with this reason. */
  denies?: string;
  /** Fails instead of answering, with what the API server says of it: "context deadline exceeded". */
  fails?: string;
  /** Only of objects in this namespace, with these labels, or for which the function says so. */
  namespace?: string;
  labels?: Labels;
  only?(object: KubernetesObject): boolean;
}

export interface Operation {
  type: ResourceType;
  operation: "CREATE" | "UPDATE" | "DELETE";
  subresource?: string | undefined;
  object: KubernetesObject;
}

export interface MatchedRule {
  apiGroups?: string[];
  apiVersions?: string[];
  operations?: string[];
  resources?: string[];
}

interface Webhook {
  name: string;
  clientConfig: { url?: string; service?: { name: string; namespace: string; path?: string; port?: number } };
  rules?: MatchedRule[];
  failurePolicy?: string;
  timeoutSeconds?: number;
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
}

const isOneOf = (list: string[] | undefined, value: string) =>
  (list ?? []).some((one) => one === "*" || one === value);

export function ruleMatches(rule: MatchedRule, { type, operation, subresource }: Operation): boolean {
  const resource = subresource === undefined ? type.plural : `${type.plural}/${subresource}`;
  const patterns = subresource === undefined ? [] : ["*/*", `${type.plural}/*`, `*/${subresource}`];
  return (
    isOneOf(rule.apiGroups, type.group) &&
    isOneOf(rule.apiVersions, type.version) &&
    isOneOf(rule.operations, operation) &&
    (rule.resources ?? []).some(
      (one) =>
        one === resource ||
        patterns.includes(one) ||
        (subresource === undefined && ["*", "*/*"].includes(one)),
    )
  );
}

export function isSelected(
  store: ObjectStore,
  selectors: { namespaceSelector?: LabelSelector | undefined; objectSelector?: LabelSelector | undefined },
  { object, type }: Operation,
): boolean {
  const { namespaceSelector, objectSelector } = selectors;
  const namespace = type.plural === "namespaces" ? object.metadata.name : object.metadata.namespace;
  const labels = store.get("namespaces", "", namespace ?? "")?.metadata.labels;
  const isHere =
    namespaceSelector === undefined || namespace === undefined || selectorMatches(namespaceSelector, labels);
  return isHere && (objectSelector === undefined || selectorMatches(objectSelector, object.metadata.labels));
}

/** Why the webhook's server cannot be reached; undefined where it answers. */
function outage(store: ObjectStore, { clientConfig }: Webhook): string | undefined {
  const { service } = clientConfig;
  if (!service) return undefined;
  const found = store.get("services", service.namespace, service.name) as Service | undefined;
  const port = service.port ?? 443;
  if (!found) return `service ${JSON.stringify(service.name)} not found`;
  if (!found.spec.ports?.some((one) => one.port === port))
    return `no service port ${port} found for service ${JSON.stringify(service.name)}`;
  const slices = store.list("endpointslices.discovery.k8s.io", service.namespace) as (KubernetesObject & {
    endpoints: { conditions: { ready?: boolean } }[] | null;
  })[];
  const isReady = slices
    .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === service.name)
    .some(({ endpoints }) => (endpoints ?? []).some(({ conditions }) => conditions.ready !== false));
  return isReady ? undefined : `dial tcp ${found.spec.clusterIP}:${port}: connect: connection refused`;
}

function addressOf({ clientConfig: { service, url }, timeoutSeconds = 10 }: Webhook): string {
  const base = service
    ? `https://${service.name}.${service.namespace}.svc:${service.port ?? 443}${service.path ?? ""}`
    : (url ?? "");
  return `${base}?timeout=${timeoutSeconds}s`;
}

function call(
  store: ObjectStore,
  rules: readonly WebhookRule[],
  webhook: Webhook,
  operation: Operation,
): void {
  const { object } = operation;
  const rule = rules.findLast(
    (one) =>
      one.webhook === webhook.name &&
      (one.namespace === undefined || one.namespace === object.metadata.namespace) &&
      Object.entries(one.labels ?? {}).every(([key, value]) => object.metadata.labels?.[key] === value) &&
      (one.only?.(object) ?? true),
  );
  const failure = outage(store, webhook) ?? rule?.fails;
  if (failure !== undefined) {
    if (webhook.failurePolicy === "Ignore") return;
    const why = `failed to call webhook: Post ${JSON.stringify(addressOf(webhook))}: ${failure}`;
    const message = `Internal error occurred: failed calling webhook ${JSON.stringify(webhook.name)}: ${why}`;
    throw new StatusError(500, "InternalError", message);
  }
  if (rule?.denies === undefined) return;
  const message = `admission webhook ${JSON.stringify(webhook.name)} denied the request: ${rule.denies}`;
  throw new StatusError(403, undefined, message);
}

/** Asks the webhooks of one of the two kinds; theirs is the refusal that it throws. */
export function callWebhooks(
  store: ObjectStore,
  rules: readonly WebhookRule[],
  which: "mutating" | "validating",
  operation: Operation,
): void {
  // Its own configuration is never asked about: nobody could repair it.
  if (operation.type.group === "admissionregistration.k8s.io") return;
  for (const configuration of store.list(`${which}webhookconfigurations.admissionregistration.k8s.io`))
    for (const webhook of (configuration.webhooks ?? []) as Webhook[])
      if (
        (webhook.rules ?? []).some((rule) => ruleMatches(rule, operation)) &&
        isSelected(store, webhook, operation)
      )
        call(store, rules, webhook, operation);
}
