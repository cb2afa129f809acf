import { canonicalJson } from "../../core/json.ts";
import { redactValue } from "../../core/redact-value.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { PodTemplate } from "../objects/pod-template.ts";

export type ChangeKind =
  | "image"
  | "command"
  | "env-value"
  | "env-reference"
  | "ports"
  | "probes"
  | "resources"
  | "mounts"
  | "volumes"
  | "security-context"
  | "placement"
  | "service-account"
  | "containers"
  | "metadata"
  | "other";

/** One part of a pod template that two revisions have differently. */
export interface Change {
  kind: ChangeKind;
  /** "" for what belongs to the whole pod. */
  container: string;
  /** The field, the environment variable or the volume. */
  name: string;
  from: unknown;
  to: unknown;
  /** For people: redacted and short. */
  text: string;
}

const OF_CONTAINER: Record<string, ChangeKind> = {
  image: "image",
  imagePullPolicy: "image",
  command: "command",
  args: "command",
  workingDir: "command",
  ports: "ports",
  livenessProbe: "probes",
  readinessProbe: "probes",
  startupProbe: "probes",
  resources: "resources",
  resizePolicy: "resources",
  volumeMounts: "mounts",
  volumeDevices: "mounts",
  envFrom: "env-reference",
  securityContext: "security-context",
};
const OF_POD: Record<string, ChangeKind> = {
  volumes: "volumes",
  securityContext: "security-context",
  nodeSelector: "placement",
  affinity: "placement",
  tolerations: "placement",
  topologySpreadConstraints: "placement",
  nodeName: "placement",
  schedulerName: "placement",
  priorityClassName: "placement",
  runtimeClassName: "placement",
  serviceAccountName: "service-account",
  serviceAccount: "service-account",
  automountServiceAccountToken: "service-account",
  imagePullSecrets: "image",
  resources: "resources",
};
const MAX_TEXT = 160;

/** Every part of `newer` that is not as in `older`. What the controllers add to a template is left out. */
export function whatChanged(older: PodTemplate, newer: PodTemplate): Change[] {
  const [a, b] = [recordOf(older.raw.spec), recordOf(newer.raw.spec)];
  const containers = ["initContainers", "containers"].flatMap((list) =>
    ofContainers(byName(a[list]), byName(b[list])),
  );
  const rest = [...fieldsOf(a, b)]
    .filter((field) => field !== "containers" && field !== "initContainers")
    .flatMap((field) =>
      field === "volumes"
        ? ofVolumes(byName(a.volumes), byName(b.volumes))
        : change(OF_POD[field] ?? "other", "", { name: field, from: a[field], to: b[field] }),
    );
  return [...containers, ...rest, ...ofMetadata(recordOf(older.raw.metadata), recordOf(newer.raw.metadata))];
}

type Named = Map<string, Record<string, unknown>>;

function ofContainers(older: Named, newer: Named): Change[] {
  return [...new Set([...older.keys(), ...newer.keys()])].flatMap((container) => {
    const [a, b] = [older.get(container), newer.get(container)];
    if (a === undefined || b === undefined) {
      const text = `container ${container} ${b === undefined ? "is gone" : "is new"}`;
      return [{ kind: "containers" as const, container, name: container, from: a, to: b, text }];
    }
    return [...fieldsOf(a, b)].flatMap((field) =>
      field === "env"
        ? ofEnvironment(container, byName(a.env), byName(b.env))
        : change(OF_CONTAINER[field] ?? "other", container, { name: field, from: a[field], to: b[field] }),
    );
  });
}

function ofEnvironment(container: string, older: Named, newer: Named): Change[] {
  return [...new Set([...older.keys(), ...newer.keys()])].flatMap((name) => {
    const [a, b] = [older.get(name), newer.get(name)];
    const isReference = a?.valueFrom !== undefined || b?.valueFrom !== undefined;
    const settingOf = (one: Record<string, unknown> | undefined) => one?.valueFrom ?? one?.value;
    // Redacted as a setting: whether a value is a secret shows by its name.
    return change(isReference ? "env-reference" : "env-value", container, {
      name,
      from: settingOf(a),
      to: settingOf(b),
    });
  });
}

function ofVolumes(older: Named, newer: Named): Change[] {
  return [...new Set([...older.keys(), ...newer.keys()])].flatMap((name) =>
    change("volumes", "", { name, from: older.get(name), to: newer.get(name) }),
  );
}

const HASHES = new Set(["pod-template-hash", "controller-revision-hash", "pod-template-generation"]);

function ofMetadata(older: Record<string, unknown>, newer: Record<string, unknown>): Change[] {
  return ["labels", "annotations"].flatMap((field) => {
    const [a, b] = [recordOf(older[field]), recordOf(newer[field])];
    return [...fieldsOf(a, b)]
      .filter((name) => !HASHES.has(name))
      .flatMap((name) => change("metadata", "", { name, from: a[name], to: b[name] }));
  });
}

function change(kind: ChangeKind, container: string, found: Pick<Change, "name" | "from" | "to">): Change[] {
  const { name, from, to } = found;
  if (canonicalJson(from ?? null) === canonicalJson(to ?? null)) return [];
  const where = container === "" ? "" : ` of container ${container}`;
  const label = kind === "env-value" || kind === "env-reference" ? `environment ${name}` : name;
  return [
    { kind, container, name, from, to, text: `${label}${where}: ${show(name, from)} -> ${show(name, to)}` },
  ];
}

function show(name: string, value: unknown): string {
  if (value === undefined || value === null) return "none";
  const clean = recordOf(redactValue({ [name]: value }))[name];
  const text = typeof clean === "string" ? clean : canonicalJson(clean);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text;
}

const fieldsOf = (a: object, b: object) => new Set([...Object.keys(a), ...Object.keys(b)]);

/** Lists whose order means nothing here, by their items' names. */
function byName(list: unknown): Named {
  const items = Array.isArray(list) ? list.map(recordOf) : [];
  return new Map(items.map((item, index) => [typeof item.name === "string" ? item.name : `#${index}`, item]));
}
