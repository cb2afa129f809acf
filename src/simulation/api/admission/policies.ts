import { type CelInput, celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { LabelSelector } from "../../store/objects.ts";
import { qualifiedPlural } from "../../store/resource-types.ts";
import { StatusError } from "../status-error.ts";
import { isSelected, type MatchedRule, type Operation, ruleMatches } from "./webhooks.ts";

interface MatchResources {
  resourceRules?: MatchedRule[];
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
}

interface Policy extends KubernetesObject {
  spec: {
    failurePolicy?: string;
    matchConstraints?: MatchResources;
    validations?: { expression: string; message?: string; reason?: string }[];
  };
}

interface Binding extends KubernetesObject {
  spec: { policyName: string; validationActions?: string[]; matchResources?: MatchResources };
}

const GROUP = "admissionregistration.k8s.io";
const CODES: Record<string, number> = { Unauthorized: 401, Forbidden: 403, RequestEntityTooLarge: 413 };

/**
 * ValidatingAdmissionPolicies without parameters, of which `object`, `oldObject` and `request.operation` are known.
 * Source: apiserver/pkg/admission/plugin/policy/validating/dispatcher.go.
 */
export function enforcePolicies(store: ObjectStore, operation: Operation, before?: KubernetesObject): void {
  if (operation.type.group === GROUP) return;
  for (const binding of store.list(`validatingadmissionpolicybindings.${GROUP}`) as Binding[]) {
    const policy = store.get(`validatingadmissionpolicies.${GROUP}`, "", binding.spec.policyName) as
      | Policy
      | undefined;
    const isDenied = (binding.spec.validationActions ?? []).includes("Deny");
    if (!policy || !isDenied || !applies(store, policy, binding, operation)) continue;
    const denied = denialOf(policy, operation, before);
    if (denied === undefined) continue;
    const { type, object } = operation;
    const name = object.metadata.name ?? object.metadata.generateName ?? "";
    throw new StatusError(
      CODES[denied.reason] ?? 422,
      denied.reason,
      `${qualifiedPlural(type)} "${name}" is forbidden: ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${denied.message}`,
    );
  }
}

function applies(store: ObjectStore, policy: Policy, binding: Binding, operation: Operation): boolean {
  const { matchConstraints = {} } = policy.spec;
  const { matchResources = {} } = binding.spec;
  const { resourceRules } = matchResources;
  return (
    (matchConstraints.resourceRules ?? []).some((rule) => ruleMatches(rule, operation)) &&
    (resourceRules === undefined || resourceRules.some((rule) => ruleMatches(rule, operation))) &&
    isSelected(store, matchConstraints, operation) &&
    isSelected(store, matchResources, operation)
  );
}

function denialOf(
  { spec }: Policy,
  { object, operation }: Operation,
  before: KubernetesObject | undefined,
): { message: string; reason: string } | undefined {
  const bindings = {
    object: inputOf(object),
    oldObject: inputOf(before ?? null),
    request: inputOf({ operation }),
  };
  for (const { expression, message, reason = "Invalid" } of spec.validations ?? []) {
    const text = expression.trim();
    const result = plan(celEnv(), parse(text))(bindings);
    if (result === true) continue;
    if (!isCelError(result)) return { message: message ?? `failed expression: ${text}`, reason };
    if (spec.failurePolicy === "Ignore") continue;
    return { message: `expression '${text}' resulted in error: ${result.message}`, reason };
  }
  return undefined;
}

function inputOf(value: unknown): CelInput {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(inputOf);
  if (value === null || typeof value !== "object") return null;
  return new Map(Object.entries(value).map(([key, item]) => [key, inputOf(item)] as const));
}
