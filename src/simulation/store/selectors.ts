import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { LabelSelector, Labels } from "./objects.ts";

export type Matcher = (object: KubernetesObject) => boolean;
type Requirement = { key: string; operator: string; values: string[] };

function meets(labels: Labels, { key, operator, values }: Requirement): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(values[0]);
    default:
      return value !== undefined && Number(value) < Number(values[0]);
  }
}

/** An empty selector matches everything, an absent one nothing. */
export function selectorMatches(selector: LabelSelector | undefined, labels: Labels = {}): boolean {
  if (selector === undefined) return false;
  const simple = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  const expressions = selector.matchExpressions ?? [];
  return simple && expressions.every((item) => meets(labels, { ...item, values: item.values ?? [] }));
}

const SET = /^\s*([^\s!=<>(),]+)\s+(in|notin)\s+\(([^()]*)\)\s*$/;
const COMPARE = /^\s*([^\s!=<>(),]+)\s*(==|!=|=|>|<)\s*([^\s!=<>(),]*)\s*$/;
const BARE = /^\s*(!?)\s*([^\s!=<>(),]+)\s*$/;
const OPERATORS: Record<string, string> = { "=": "In", "==": "In", "!=": "NotIn", ">": "Gt", "<": "Lt" };

function parseRequirement(text: string): Requirement | undefined {
  const set = SET.exec(text);
  if (set) {
    const values = (set[3] ?? "").split(",").map((value) => value.trim());
    return { key: set[1] ?? "", operator: set[2] === "in" ? "In" : "NotIn", values };
  }
  const compare = COMPARE.exec(text);
  if (compare)
    return {
      key: compare[1] ?? "",
      operator: OPERATORS[compare[2] ?? ""] ?? "In",
      values: [compare[3] ?? ""],
    };
  const bare = BARE.exec(text);
  return bare ? { key: bare[2] ?? "", operator: bare[1] ? "DoesNotExist" : "Exists", values: [] } : undefined;
}

/** Matcher of a `labelSelector` parameter; undefined where the text does not parse. */
export function parseLabelSelector(text: string): Matcher | undefined {
  if (text.trim() === "") return () => true;
  const requirements: Requirement[] = [];
  for (const part of text.split(/,(?![^(]*\))/)) {
    const requirement = parseRequirement(part);
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  return (object) => requirements.every((item) => meets(object.metadata.labels ?? {}, item));
}

const EVENT_FIELDS = [
  ...["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"].map(
    (field) => `involvedObject.${field}`,
  ),
  ...["reason", "reportingComponent", "source", "type"],
];
/** The field labels that each resource serves, besides metadata.name and metadata.namespace. */
const FIELD_LABELS: Record<string, readonly string[]> = {
  pods: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  events: EVENT_FIELDS,
  nodes: ["spec.unschedulable"],
  secrets: ["type"],
  namespaces: ["status.phase"],
  "replicasets.apps": ["status.replicas"],
  replicationcontrollers: ["status.replicas"],
  "jobs.batch": ["status.successful"],
};

function valueAt(object: unknown, path: string): string {
  let value: unknown = object;
  for (const part of path.split("."))
    value =
      value !== null && typeof value === "object" ? (value as Record<string, unknown>)[part] : undefined;
  return value === undefined || value === null ? "" : String(value);
}

export type FieldSelector = { matches: Matcher } | { unsupported: string };

/** Matcher of a `fieldSelector` parameter, or the label that the resource does not serve. */
export function parseFieldSelector(resource: string, text: string): FieldSelector {
  const terms: { path: string; isEqual: boolean; value: string }[] = [];
  for (const part of text.split(",").filter((term) => term.trim() !== "")) {
    const match = /^([^=!]+)(==|!=|=)(.*)$/.exec(part.trim());
    const path = match?.[1] ?? part;
    const isServed = ["metadata.name", "metadata.namespace"].includes(path);
    if (!match || !(isServed || FIELD_LABELS[resource]?.includes(path))) return { unsupported: path };
    terms.push({ path, isEqual: match[2] !== "!=", value: match[3] ?? "" });
  }
  return {
    matches: (object) =>
      terms.every(({ path, isEqual, value }) => (valueAt(object, path) === value) === isEqual),
  };
}
